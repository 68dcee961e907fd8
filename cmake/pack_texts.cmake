# cmake -DFROM=folder -DTO=file -P pack_texts.cmake: all YAML files below a folder as one archive,
# "tutela texts 1", a line "path<TAB>bytes" for each, an empty line, then the texts.
file(GLOB_RECURSE files RELATIVE ${FROM} ${FROM}/*.yaml)
list(SORT files)
set(head "tutela texts 1\n")
foreach(name ${files})
  file(SIZE ${FROM}/${name} bytes)
  string(APPEND head "${name}\t${bytes}\n")
endforeach()
file(WRITE ${TO} "${head}\n")
foreach(name ${files})
  file(READ ${FROM}/${name} text)
  file(APPEND ${TO} "${text}")
endforeach()
