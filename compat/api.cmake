# esent_generate_api(API_DEF OUT) - from compat/api.def writes into the folder OUT and sets in the caller's scope:
#
#   ESENT_VERSION_SCRIPT  esent.map   ELF: exports every Jet* name and esent_*, hides the rest
#   ESENT_PE_EXPORTS      esent.def   PE: the same names undecorated; on i686 with their _name@bytes too
#   ESENT_PE_ENGINE_EXPORTS  the same, and what the pass-through library asks the engine's own DLL for beyond the API
#   ESENT_API_NAMES       api_names.txt  one exported Jet* name a line, for tests
#
# The list is read by lines: "API_KIND(name, bytes, ..." starts an entry.
function(esent_generate_api api_def out)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${api_def})
    file(STRINGS ${api_def} entries REGEX "^API_[A-Z_]+\\(Jet")
    set(map "LIBESENT_0 {\nglobal:\n    esent_*;\n")
    set(def "LIBRARY esent.dll\nEXPORTS\n")
    set(list "")
    foreach(entry IN LISTS entries)
        if(NOT entry MATCHES "^(API_PLAIN|API_AW|API_AW_ONLY)\\((Jet[A-Za-z0-9]+), ([0-9]+), (PENDING|BUILT),")
            message(FATAL_ERROR "${api_def}: cannot read the entry '${entry}'")
        endif()
        set(name ${CMAKE_MATCH_2})
        set(bytes ${CMAKE_MATCH_3})
        if(CMAKE_MATCH_1 STREQUAL API_PLAIN)
            set(names ${name})
        elseif(CMAKE_MATCH_1 STREQUAL API_AW)
            set(names ${name}A ${name}W ${name})
        else()
            set(names ${name}A ${name}W)
        endif()
        foreach(each IN LISTS names)
            string(APPEND map "    ${each};\n")
            string(APPEND list "${each}\n")
            if(CMAKE_SIZEOF_VOID_P EQUAL 4)
                # A stdcall function is _name@bytes to the linker. Programs that look a name up want it bare, those
                # that link against other import libraries want it with bytes.
                string(APPEND def "    ${each} = ${each}@${bytes}\n    ${each}@${bytes}\n")
            else()
                string(APPEND def "    ${each}\n")
            endif()
        endforeach()
    endforeach()
    string(APPEND map "local:\n    *;\n};\n")
    # file(CONFIGURE) leaves an unchanged file alone, so that nothing is linked again.
    file(CONFIGURE OUTPUT ${out}/esent.map CONTENT "${map}" @ONLY)
    file(CONFIGURE OUTPUT ${out}/esent.def CONTENT "${def}" @ONLY)
    file(CONFIGURE OUTPUT ${out}/engine/esent.def CONTENT "${def}    esent_error_detail\n    esent_error_when = diag_when\n    esent_set_status_policy\n" @ONLY)
    file(CONFIGURE OUTPUT ${out}/api_names.txt CONTENT "${list}" @ONLY)
    set(ESENT_VERSION_SCRIPT ${out}/esent.map PARENT_SCOPE)
    set(ESENT_PE_EXPORTS ${out}/esent.def PARENT_SCOPE)
    set(ESENT_PE_ENGINE_EXPORTS ${out}/engine/esent.def PARENT_SCOPE)
    set(ESENT_API_NAMES ${out}/api_names.txt PARENT_SCOPE)
endfunction()
