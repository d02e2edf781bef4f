# The sort weights of Windows: found in Wine's package at configure time, turned into C when building.
#
#   ESENT_SORT_TABLE   path of sortdefault.nls; "none": an engine that refuses Unicode key columns
find_file(ESENT_SORT_TABLE sortdefault.nls
    PATHS ${PROJECT_SOURCE_DIR}/build/deps/sort-table/usr/share/wine/nls /usr/share/wine/nls /usr/local/share/wine/nls
        /usr/lib/wine/nls /opt/wine-stable/share/wine/nls
    NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH DOC "Wine's sortdefault.nls, or none")
if(NOT ESENT_SORT_TABLE)
    message(FATAL_ERROR "sortdefault.nls was not found. Windows' order of Unicode text comes from it. On Debian:\n"
        "  sh toolchains/setup.sh try     fetches it (package libwine) into build/deps, without installing Wine\n"
        "  apt-get install libwine        installs it for all\n"
        "-DESENT_SORT_TABLE=FILE names another place; -DESENT_SORT_TABLE=none builds an engine that refuses Unicode keys.")
endif()
if(ESENT_SORT_TABLE STREQUAL none)
    set(sort_table_dependency "")
elseif(EXISTS ${ESENT_SORT_TABLE})
    set(sort_table_dependency ${ESENT_SORT_TABLE})
else()
    message(FATAL_ERROR "ESENT_SORT_TABLE: there is no ${ESENT_SORT_TABLE}")
endif()

# The generator runs on this machine. Where the build is for another, its own compiler makes it.
set(sort_tables_c ${PROJECT_BINARY_DIR}/generated/sort_tables.c)
if(CMAKE_CROSSCOMPILING)
    find_program(ESENT_HOST_CC NAMES cc gcc clang NO_CMAKE_FIND_ROOT_PATH REQUIRED DOC "C compiler for tools of the build")
    set(make_sort_tables ${PROJECT_BINARY_DIR}/generated/make_sort_tables)
    add_custom_command(OUTPUT ${make_sort_tables}
        COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/generated
        COMMAND ${ESENT_HOST_CC} -std=c11 -O1 -o ${make_sort_tables} ${CMAKE_CURRENT_SOURCE_DIR}/key/make_sort_tables.c
        DEPENDS key/make_sort_tables.c key/sort_tables.h VERBATIM)
    set(make_sort_tables_dependency ${make_sort_tables})
else()
    add_executable(make_sort_tables key/make_sort_tables.c)
    target_compile_options(make_sort_tables PRIVATE -Wall -Wextra $<$<BOOL:${ESENT_WERROR}>:-Werror>)
    set(make_sort_tables make_sort_tables)
    set(make_sort_tables_dependency make_sort_tables)
endif()
add_custom_command(OUTPUT ${sort_tables_c}
    COMMAND ${make_sort_tables} ${ESENT_SORT_TABLE} ${sort_tables_c}
    DEPENDS ${make_sort_tables_dependency} ${sort_table_dependency} VERBATIM)

add_custom_target(esent_sort_tables DEPENDS ${sort_tables_c})
add_dependencies(esent_base esent_sort_tables)
target_sources(esent_base PRIVATE ${sort_tables_c})
