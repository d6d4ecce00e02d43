# Compiler settings of all our targets, through the interface target `tidemark_options`.
set(TIDEMARK_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize= (address,undefined or thread)")

add_library(tidemark_options INTERFACE)
target_compile_options(tidemark_options INTERFACE -Wall -Wextra -Wconversion -Wshadow -Werror)
target_include_directories(tidemark_options INTERFACE ${PROJECT_SOURCE_DIR})
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 warns inside its own coroutine frames and inlined std::string; clang 19 checks the same code.
  target_compile_options(tidemark_options INTERFACE -Wno-restrict -Wno-maybe-uninitialized
                                                    -Wno-mismatched-new-delete)
endif()
if(TIDEMARK_SANITIZE)
  target_compile_options(tidemark_options INTERFACE -fsanitize=${TIDEMARK_SANITIZE}
                                                    -fno-omit-frame-pointer)
  target_link_options(tidemark_options INTERFACE -fsanitize=${TIDEMARK_SANITIZE})
  if(TIDEMARK_SANITIZE MATCHES "thread")
    # ThreadSanitizer does not model fences (GCC refuses them); Asio's are on top of its locks.
    target_compile_definitions(tidemark_options INTERFACE BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
  if(TIDEMARK_SANITIZE MATCHES "undefined")
    target_compile_options(tidemark_options INTERFACE -fno-sanitize-recover=undefined)
  endif()
endif()

option(TIDEMARK_FUZZ "Build the fuzz targets of tests/fuzz (needs clang)" OFF)
if(TIDEMARK_FUZZ)
  target_compile_options(tidemark_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# One precompiled header for the product and one for tests, shared: building one per target took a third
# of the time. Shared headers need the same definitions everywhere, hence these.
target_compile_definitions(tidemark_options INTERFACE BOOST_PROCESS_USE_STD_FS BOOST_ASIO_NO_DEPRECATED
                                                      FMT_SHARED GTEST_HAS_PTHREAD=1)
add_library(precompiled_product STATIC ${PROJECT_SOURCE_DIR}/cmake/precompiled/owner.cpp)
target_link_libraries(precompiled_product PRIVATE tidemark_options boost_headers fmt::fmt
                                                  nlohmann_json::nlohmann_json)
target_precompile_headers(precompiled_product PRIVATE
                          ${PROJECT_SOURCE_DIR}/cmake/precompiled/product.hpp)

# A library of ours: tidemark_library(NAME SOURCES... LINK libraries...)
function(tidemark_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK")
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC tidemark_options ${arg_LINK})
  target_precompile_headers(${name} REUSE_FROM precompiled_product)
endfunction()
