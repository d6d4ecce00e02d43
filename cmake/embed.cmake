# Text files as constants of the program: embed_text(OUTPUT out.cpp HEADER "reports/x.hpp"
# NAMESPACE tidemark::reports  kName=file kOther=file ...). The header declares each as
# `extern const std::string_view kName;`. As a script (cmake -P) it writes the file at build time.
function(embed_text)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "OUTPUT;HEADER;NAMESPACE" "")
  set(files "")
  foreach(pair IN LISTS arg_UNPARSED_ARGUMENTS)
    string(REGEX REPLACE "^[^=]*=" "" file "${pair}")
    list(APPEND files "${file}")
  endforeach()
  add_custom_command(
    OUTPUT ${arg_OUTPUT}
    COMMAND ${CMAKE_COMMAND} "-DOUTPUT=${arg_OUTPUT}" "-DHEADER=${arg_HEADER}"
            "-DNAMESPACE=${arg_NAMESPACE}" "-DPAIRS=${arg_UNPARSED_ARGUMENTS}"
            -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${files} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    COMMENT "Generating ${arg_OUTPUT}" VERBATIM)
endfunction()

if(CMAKE_SCRIPT_MODE_FILE)
  set(code "// Made by cmake/embed.cmake.\n#include \"${HEADER}\"\n\nnamespace ${NAMESPACE} {\n")
  foreach(pair IN LISTS PAIRS)
    string(REGEX MATCH "^([^=]*)=(.*)$" _ "${pair}")
    set(name ${CMAKE_MATCH_1})
    set(file ${CMAKE_MATCH_2})
    file(READ "${file}" text)
    string(FIND "${text}" ")embedded\"" clash)
    if(NOT clash EQUAL -1)
      message(FATAL_ERROR "${file} contains the text that ends an embedded file")
    endif()
    string(APPEND code "const std::string_view ${name} = R\"embedded(${text})embedded\";\n")
  endforeach()
  string(APPEND code "}  // namespace ${NAMESPACE}\n")
  file(WRITE ${OUTPUT} "${code}")
endif()
