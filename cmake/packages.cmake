# npm packages, as package-lock.json pins them: what the build embeds, and what the programs of
# scenarios/subjects import. Installed where Node.js looks for them, at the top of the sources, for
# all build directories; again only when the lock file changes, so later configures need no network.
set(NPM_MODULES ${PROJECT_SOURCE_DIR}/node_modules)

function(install_npm_packages)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
    ${PROJECT_SOURCE_DIR}/package.json ${PROJECT_SOURCE_DIR}/package-lock.json)
  file(SHA256 ${PROJECT_SOURCE_DIR}/package-lock.json wanted)
  set(stamp ${NPM_MODULES}/.installed-lock)
  if(EXISTS ${stamp})
    file(READ ${stamp} installed)
    if(installed STREQUAL wanted)
      return()
    endif()
  endif()

  find_program(NPM npm)
  if(NOT NPM)
    message(FATAL_ERROR "npm is missing: the HTML report embeds uPlot from it. Install npm (Debian: "
                        "apt-get install nodejs npm) and configure again.")
  endif()
  execute_process(
    COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --prefer-offline
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "npm ci failed in ${PROJECT_SOURCE_DIR}; the first configure needs the npm "
                        "registry or a filled npm cache.\n${output}")
  endif()
  file(WRITE ${stamp} ${wanted})
endfunction()

install_npm_packages()
