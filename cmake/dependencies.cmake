# Every third-party library Tidemark links; docs/ARCHITECTURE.md says what each saves us.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(CURL REQUIRED)
find_package(LibXml2 REQUIRED)
pkg_check_modules(cares REQUIRED IMPORTED_TARGET libcares)

# Names: punycode, public suffixes. Rules: regular expressions in linear time. Stored text: compression.
pkg_check_modules(idn2 REQUIRED IMPORTED_TARGET libidn2)
pkg_check_modules(psl REQUIRED IMPORTED_TARGET libpsl)
pkg_check_modules(re2 REQUIRED IMPORTED_TARGET re2)
# Its -pthread is a definition that a shared precompiled header does not stand.
set_property(TARGET PkgConfig::re2 PROPERTY INTERFACE_COMPILE_OPTIONS "")
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)
# The packing that browsers can undo without a library.
find_package(ZLIB REQUIRED)

# Header-only without a CMake package of its own in Debian.
find_path(VALIJSON_INCLUDE_DIR valijson/validator.hpp REQUIRED)
add_library(valijson INTERFACE)
target_include_directories(valijson SYSTEM INTERFACE ${VALIJSON_INCLUDE_DIR})

# Boost.Process v2 with std::filesystem needs no compiled Boost library.
add_library(boost_headers INTERFACE)
target_include_directories(boost_headers SYSTEM INTERFACE ${Boost_INCLUDE_DIRS})
target_compile_definitions(boost_headers INTERFACE BOOST_PROCESS_USE_STD_FS BOOST_ASIO_NO_DEPRECATED)
target_link_libraries(boost_headers INTERFACE Threads::Threads)

# What processes are and cost (libproc2-dev), and the recording of it.
pkg_check_modules(libproc2 REQUIRED IMPORTED_TARGET libproc2)
find_package(SQLite3 REQUIRED)

# The live table of `tidemark watch`; the wide variant, which knows UTF-8. Not by pkg-config: it adds
# definitions that a shared precompiled header does not stand.
find_library(NCURSESW_LIBRARY ncursesw REQUIRED)
find_library(TINFO_LIBRARY tinfo REQUIRED)
add_library(ncursesw INTERFACE)
target_link_libraries(ncursesw INTERFACE ${NCURSESW_LIBRARY} ${TINFO_LIBRARY})
