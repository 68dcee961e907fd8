// Small tables of our own: the same register in two languages, and tables as CSV text.
#pragma once
#include <string>
#include <vector>

namespace tutela::record::testing {

using Table = std::vector<std::vector<std::string>>;

inline const Table english = {
    {"Risk No", "Risk Name", "Risk Owner", "Likelihood", "Financial Impact", "Legal impact", "Max Impact", "Risk Score", "Response", "Status", "Residual likelihood", "Residual impact"},
    {"K-1", "Fire in the depot", "Depot Manager", "2", "4", "1", "4", "8", "Mitigate", "Open", "1", "4"},
    {"K-2", "Stolen scanner", "Ana Berg", "3", "1", "2", "2", "6", "Accept", "Open", "3", "1"},
    {"K-3", "Forged waybill", "Depot Manager", "4", "3", "5", "5", "20", "Transfer: insured since May", "Closed", "2", "2"},
};
inline const Table german = {
    {"Risikonummer", "Risikotitel", "Risikoeigentümer", "Wahrscheinlichkeit", "Finanzielle Auswirkung", "Auswirkung Recht", "Maximale Auswirkung", "Risikowert", "Behandlung", "Zustand", "Restwahrscheinlichkeit", "Restauswirkung"},
    {"K-1", "Feuer im Lager", "Depot Manager", "2", "4", "1", "4", "8", "Mindern", "Offen", "1", "4"},
    {"K-2", "Gestohlener Scanner", "Ana Berg", "3", "1", "2", "2", "6", "Akzeptieren", "Offen", "3", "1"},
    {"K-3", "Gefälschter Frachtbrief", "Depot Manager", "4", "3", "5", "5", "20", "Übertragen: versichert seit Mai", "Geschlossen", "2", "2"},
};

inline std::string csv(const Table& t, char separator = ',') {
    std::string out;
    for (const auto& row : t) {
        for (size_t i = 0; i < row.size(); ++i) {
            const bool quoted = row[i].find_first_of(",;\t|\"\n") != std::string::npos;
            out += (i ? std::string(1, separator) : "") + (quoted ? "\"" + row[i] + "\"" : row[i]);
        }
        out += "\r\n";
    }
    return out;
}

}  // namespace tutela::record::testing
