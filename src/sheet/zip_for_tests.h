// Builds zip and XLSX files in memory, good and hostile ones, for the tests.
#pragma once
#include <zip.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace tutela::sheet {

using Parts = std::vector<std::pair<std::string, std::string>>;

inline std::string zip_of(const Parts& parts) {
    zip_error_t error;
    zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
    zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
    if (archive == nullptr) throw std::runtime_error("zip");
    zip_source_keep(target);
    for (auto& [name, text] : parts) {
        zip_source_t* source = zip_source_buffer(archive, text.data(), text.size(), 0);
        zip_int64_t index = zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
        if (index < 0) throw std::runtime_error("zip entry");
        zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_DEFLATE, 1);     // fast: the tests make large ones
    }
    if (zip_close(archive) != 0) throw std::runtime_error("zip close");
    zip_source_open(target);
    std::string bytes;
    char buffer[65536];
    for (zip_int64_t got; (got = zip_source_read(target, buffer, sizeof buffer)) > 0;) bytes.append(buffer, static_cast<size_t>(got));
    zip_source_close(target);
    zip_source_free(target);
    return bytes;
}

inline const std::string xml_head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

struct TestBook {
    std::string sheet_data;                    // inside <worksheet>
    std::string shared = "<sst/>";
    std::string styles = "<styleSheet/>";
    std::string workbook_properties;
    std::string sheets = "<sheet name=\"One\" sheetId=\"1\" r:id=\"r1\"/>";
    Parts more;

    Parts parts() const {
        std::string office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
        Parts list = {
            {"_rels/.rels", xml_head + "<Relationships><Relationship Id=\"a\" Type=\"" + office + "officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"},
            {"xl/workbook.xml", xml_head + "<workbook xmlns:r=\"" + office + "\">" + workbook_properties + "<sheets>" + sheets + "</sheets></workbook>"},
            {"xl/_rels/workbook.xml.rels", xml_head + "<Relationships><Relationship Id=\"r1\" Type=\"" + office + "worksheet\" Target=\"worksheets/sheet1.xml\"/>"
                "<Relationship Id=\"r2\" Type=\"" + office + "worksheet\" Target=\"/xl/worksheets/sheet2.xml\"/>"
                "<Relationship Id=\"r3\" Type=\"" + office + "sharedStrings\" Target=\"sharedStrings.xml\"/>"
                "<Relationship Id=\"r4\" Type=\"" + office + "styles\" Target=\"styles.xml\"/></Relationships>"},
            {"xl/sharedStrings.xml", xml_head + shared},
            {"xl/styles.xml", xml_head + styles},
            {"xl/worksheets/sheet1.xml", xml_head + "<worksheet>" + sheet_data + "</worksheet>"}};
        list.insert(list.end(), more.begin(), more.end());
        return list;
    }
    std::string bytes() const { return zip_of(parts()); }
};

inline std::string repeat(const std::string& piece, size_t times) {
    std::string text;
    text.reserve(piece.size() * times);
    while (times-- > 0) text += piece;
    return text;
}

}  // namespace tutela::sheet
