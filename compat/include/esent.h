/*
 * esent.h - the API of the Extensible Storage Engine (ESE, "JET Blue"), for Windows and POSIX.
 *
 *   types       integers, strings, handles, callbacks
 *   constants   limits, parameters, information levels, option bits by function, errors
 *   structures  by subject
 *   functions   by subject
 *
 * Names, values, structure layouts and calling convention are those of esent.dll. What differs:
 *
 *                       Windows                            POSIX
 *   JET_ULONG JET_LONG  unsigned long, long (32 bits)      uint32_t, int32_t: `long` has 64 bits there
 *   JET_API             __stdcall                          nothing
 *   WCHAR               wchar_t                            char16_t: UTF-16 on both sides, u"" literals
 *   char strings        the ANSI code page                 UTF-8
 *
 * What a program may define before it includes this file:
 *
 *   JET_VERSION         hides what is newer than this Windows version (0x0500 Windows 2000, 0x0501 XP,
 *                       0x0502 Server 2003, 0x0600 Vista, 0x0601 7, 0x0602 8, 0x0603 8.1, 0x0a00 10, 0x0a01
 *                       and 0x0a02 later). Without it everything is visible. No layout depends on it.
 *   JET_UNICODE         plain names (JetCreateInstance, JET_RSTMAP) mean the W forms instead of the A forms.
 *   JET_NO_PLAIN_NAMES  plain function names are not macros; the exported plain functions, which equal the
 *                       A forms, are declared instead.
 *   ESENT_FIXED_WIDTH   JET_ULONG and JET_LONG are uint32_t and int32_t on Windows too: for source that both sides share.
 *                       Nothing changes for the linker.
 *
 * Sources: reference tables functions, structs, constants, grbits, params, errors; structure tags and the
 * enumerations that are in no table from [ese] published/inc/jethdr.w.
 */
#ifndef ESENT_H
#define ESENT_H

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "ESE files and this library need a little-endian machine"
#endif

#include <stddef.h>
#include <stdint.h>
#if !defined(_WIN32) && !defined(__cplusplus)
#include <uchar.h>
#endif

#ifndef JET_VERSION
#define JET_VERSION 0x0a02
#endif

/* JET_DECL marks what the library exports; a program has no use for it. */
#if defined(ESENT_BUILDING) && defined(__ELF__)
#define JET_DECL __attribute__((visibility("default")))
#else
#define JET_DECL
#endif

#ifdef _WIN32
#define JET_API __stdcall
#define JET_NODSAPI __stdcall
#else
#define JET_API
#define JET_NODSAPI
#endif

/* Unnamed structures inside unions are an extension in C++, bit-fields of small types one in C. */
#if defined(__GNUC__)
#define JET_ANONYMOUS __extension__
#else
#define JET_ANONYMOUS
#endif
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpedantic"
#elif defined(_MSC_VER)
#pragma warning(push)
#pragma warning(disable : 4201 4214)
#endif

/* JET_AW_(JetInit3) is JetInit3A or JetInit3W. There are no W forms before Windows Vista. */
#if defined(JET_UNICODE) && JET_VERSION >= 0x0600
#define JET_AW_(name) name##W
#else
#define JET_AW_(name) name##A
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Windows aligns the members of its structures to at most the size of a pointer. */
#if defined(_WIN64) || (defined(__SIZEOF_POINTER__) && __SIZEOF_POINTER__ == 8)
#pragma pack(push, 8)
#else
#pragma pack(push, 4)
#endif

/* -----------------------------------------------------------------------------------------------------------
 * Types
 */

#if defined(_WIN32) && !defined(ESENT_FIXED_WIDTH)
typedef unsigned long JET_ULONG;
typedef long JET_LONG;
#else
typedef uint32_t JET_ULONG;
typedef int32_t JET_LONG;
#endif
#ifdef _WIN32
#ifdef _WIN64
typedef unsigned __int64 JET_API_PTR;
#else
typedef unsigned long JET_API_PTR;
#endif
#ifndef __WCHAR_DEFINED
#define __WCHAR_DEFINED
typedef wchar_t WCHAR;
#endif
#else
typedef uintptr_t JET_API_PTR;
typedef char16_t WCHAR;
#endif
typedef unsigned long long JET_UINT64;
typedef long long JET_INT64;

typedef JET_LONG JET_ERR; /* 0 success, negative an error, positive a warning */

/* Zero-terminated strings. */
typedef char *JET_PSTR;
typedef const char *JET_PCSTR;
typedef WCHAR *JET_PWSTR;
typedef const WCHAR *JET_PCWSTR;

/* Handles. */
typedef JET_API_PTR JET_INSTANCE;
typedef JET_API_PTR JET_SESID;   /* session */
typedef JET_API_PTR JET_TABLEID; /* cursor on a table */
typedef JET_API_PTR JET_HANDLE;  /* file of a backup, registered callback */
typedef JET_API_PTR JET_LS;      /* value a program ties to a cursor or table */
typedef JET_API_PTR JET_OSSNAPID;
typedef JET_API_PTR JET_HISTO;   /* histogram object of the space statistics */

/* Identifiers and codes: 32 bits everywhere. */
typedef JET_ULONG JET_DBID;
typedef JET_ULONG JET_COLUMNID;
typedef JET_ULONG JET_OBJTYP;
typedef JET_ULONG JET_COLTYP;
typedef JET_ULONG JET_GRBIT; /* option bits */
typedef JET_ULONG JET_CBTYP; /* events for JET_CALLBACK */
typedef JET_ULONG JET_SNP;   /* status: which operation */
typedef JET_ULONG JET_SNT;   /* status: what happened */
typedef JET_ULONG JET_SNC;   /* status: code of a message */
typedef JET_ULONG JET_DLLID;
typedef JET_ULONG JET_ENGINEFORMATVERSION;

typedef double JET_DATESERIAL; /* JET_coltypDateTime: days since 1899-12-30, the time of day as fraction */

#if defined(__cplusplus) && __cplusplus >= 201103L
#define JET_STATIC_ASSERT_(condition, text) static_assert(condition, text)
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define JET_STATIC_ASSERT_(condition, text) _Static_assert(condition, text)
#else
#define JET_STATIC_ASSERT_(condition, text) typedef JET_ERR jet_static_assert_[(condition) ? 1 : -1]
#endif
JET_STATIC_ASSERT_(sizeof(JET_ERR) == 4 && sizeof(JET_ULONG) == 4, "JET_ERR and JET_ULONG have 32 bits");
JET_STATIC_ASSERT_(sizeof(JET_API_PTR) == sizeof(void *), "JET_API_PTR holds a pointer");
JET_STATIC_ASSERT_(sizeof(WCHAR) == 2, "WCHAR is a UTF-16 unit");

/* -----------------------------------------------------------------------------------------------------------
 * Callbacks
 *
 * Every callback has the calling convention JET_API. Those that need structures follow them below.
 */

/* Progress of a long operation; pv depends on snt. A negative result may end the operation. */
typedef JET_ERR(JET_API *JET_PFNSTATUS)(JET_SESID sesid, JET_SNP snp, JET_SNT snt, void *pv);

/* Events of recovery, with the caller's context (JetInit4). */
typedef JET_ERR(JET_API *JET_PFNINITCALLBACK)(JET_SNP snp, JET_SNT snt, void *pv, void *pvContext);

/* Events of a table, computed default values, the end of online defragmentation. */
typedef JET_ERR(JET_API *JET_CALLBACK)(JET_SESID sesid, JET_DBID dbid, JET_TABLEID tableid, JET_CBTYP cbtyp,
                                       void *pvArg1, void *pvArg2, void *pvContext, JET_API_PTR ulUnused);

/* Memory for JetEnumerateColumns: pv NULL allocates, cb 0 frees, a NULL result means out of memory. */
typedef void *(JET_API *JET_PFNREALLOC)(void *pvContext, void *pv, JET_ULONG cb);

/* Decision on a failed I/O. The engine accepts the parameter and never calls it. */
typedef JET_ERR(JET_API *JET_ABORTRETRYFAILCALLBACK_A)(char *szFile, JET_ULONG Offset, JET_ULONG OffsetHigh,
                                                       JET_ULONG Length, JET_ERR err);
typedef JET_ERR(JET_API *JET_ABORTRETRYFAILCALLBACK_W)(WCHAR *szFile, JET_ULONG Offset, JET_ULONG OffsetHigh,
                                                       JET_ULONG Length, JET_ERR err);
typedef JET_AW_(JET_ABORTRETRYFAILCALLBACK_) JET_ABORTRETRYFAILCALLBACK;

/* -----------------------------------------------------------------------------------------------------------
 * Limits, nil values, codes
 */

/* Nil values */
#define JET_sesidNil    (~(JET_SESID)0)
#define JET_tableidNil  (~(JET_TABLEID)0)
#define JET_columnidNil (~(JET_COLUMNID)0)
#define JET_dbidNil     ((JET_DBID)0xFFFFFFFF)
#define JET_dbidNoValid ((JET_DBID)0xFFFFFFFE)
#if JET_VERSION >= 0x0501
#define JET_instanceNil (~(JET_INSTANCE)0)
#define JET_LSNil       (~(JET_LS)0)
#endif

/* Lengths in bytes */
#define JET_cbNameMost              64
#define JET_cbFullNameMost          255
#define JET_cbBookmarkMost          256
#define JET_cbPage                  4096
#define JET_cbPrimaryKeyMost        255
#define JET_cbSecondaryKeyMost      255
#define JET_cbKeyMost               255
#define JET_cbKeyMost_OLD           255
#define JET_cbLVDefaultValueMost    255
#define JET_cbLVColumnMost          0x7FFFFFFF
#define JET_cbLimitKeyMost          256
#define JET_cbCallbackUserDataMost  1024
#define JET_cbCallbackDataAllMost   4096
#define JET_cbColumnLVPageOverhead  82
#define JET_cbColumnLVChunkMost     (4096 - 82)
#define JET_cbColumnLVChunkMost_OLD 4035
#define JET_cbColumnMost            255
#define JET_BASE_NAME_LENGTH        3
#define JET_MAX_COMPUTERNAME_LENGTH 15
#if JET_VERSION >= 0x0600
#define JET_cbKeyMost8KBytePage     2000
#define JET_cbKeyMost4KBytePage     1000
#define JET_cbKeyMost2KBytePage     500
#define JET_cbKeyMostMin            255
#define JET_resTagSize              4
#endif
#if JET_VERSION >= 0x0601
#define JET_cbBookmarkMostMost      JET_cbKeyMostMost
#define JET_cbKeyMostMost           JET_cbKeyMost32KBytePage
#define JET_cbKeyMost32KBytePage    JET_cbKeyMost8KBytePage
#define JET_cbKeyMost16KBytePage    JET_cbKeyMost8KBytePage
#endif

/* Numbers of columns in a table and in a key */
#define JET_ccolFixedMost  0x0000007f
#define JET_ccolVarMost    0x00000080
#define JET_ccolTaggedMost (JET_ccolMost - 0x000000ff)
#if JET_VERSION >= 0x0501
#define JET_ccolMost       0x0000fee0
#endif
#if JET_VERSION >= 0x0600
#define JET_ccolKeyMost     16
#else
#define JET_ccolKeyMost     12
#endif

/* Column types */
#define JET_coltypNil              0
#define JET_coltypBit              1
#define JET_coltypUnsignedByte     2
#define JET_coltypShort            3
#define JET_coltypLong             4
#define JET_coltypCurrency         5
#define JET_coltypIEEESingle       6
#define JET_coltypIEEEDouble       7
#define JET_coltypDateTime         8
#define JET_coltypBinary           9
#define JET_coltypText             10
#define JET_coltypLongBinary       11
#define JET_coltypLongText         12
#if JET_VERSION >= 0x0501
#define JET_coltypSLV              13
#endif
#if JET_VERSION >= 0x0600
#define JET_coltypUnsignedLong     14
#define JET_coltypLongLong         15
#define JET_coltypGUID             16
#define JET_coltypUnsignedShort    17
#endif
#if JET_VERSION >= 0x0a00
#define JET_coltypUnsignedLongLong 18
#endif
#if JET_VERSION >= 0x0a00
#define JET_coltypMax              19
#elif JET_VERSION >= 0x0600
#define JET_coltypMax              18
#elif JET_VERSION >= 0x0501
#define JET_coltypMax              14
#else
#define JET_coltypMax              13
#endif

/* Object types */
#define JET_objtypNil       0
#define JET_objtypTable     1
#define JET_objtypDb        2
#define JET_objtypContainer 3
#define JET_objtypLongRoot  9

/* JetPrepareUpdate */
#define JET_prepInsert                     0
#define JET_prepReplace                    2
#define JET_prepCancel                     3
#define JET_prepReplaceNoLock              4
#define JET_prepInsertCopy                 5
#define JET_prepReadOnlyCopy               8
#if JET_VERSION >= 0x0501
#define JET_prepInsertCopyDeleteOriginal   7
#endif
#if JET_VERSION >= 0x0603
#define JET_prepInsertCopyReplaceOriginal  9
#endif
#if JET_VERSION >= 0x0a01
#define JET_prepInsertMustSetAutoIncrement 10
#endif

/* JetMove */
#define JET_MoveFirst    0x80000000
#define JET_MovePrevious (-1)
#define JET_MoveNext     (+1)
#define JET_MoveLast     0x7fffffff

/* JET_CBTYP: events for JET_CALLBACK */
#if JET_VERSION >= 0x0501
#define JET_cbtypNull                          0x00000000
#define JET_cbtypFinalize                      0x00000001
#define JET_cbtypBeforeInsert                  0x00000002
#define JET_cbtypAfterInsert                   0x00000004
#define JET_cbtypBeforeReplace                 0x00000008
#define JET_cbtypAfterReplace                  0x00000010
#define JET_cbtypBeforeDelete                  0x00000020
#define JET_cbtypAfterDelete                   0x00000040
#define JET_cbtypUserDefinedDefaultValue       0x00000080
#define JET_cbtypOnlineDefragCompleted         0x00000100
#define JET_cbtypFreeCursorLS                  0x00000200
#define JET_cbtypFreeTableLS                   0x00000400
#define JET_cbtypDTCQueryPreparedTransaction   0x00001000
#define JET_cbtypOnlineDefragProgress          0x00002000
#define JET_cbtypOld2Action                    0x00004000
#define JET_cbtypIndexDeferredPopulateThrottle 0x00008000
#endif
#if JET_VERSION >= 0x0601
#define JET_cbtypScanProgress                  0x00004000
#define JET_cbtypScanCompleted                 0x00008000
#endif

/* JET_SNP: operations that report status */
#define JET_snpRepair              2
#define JET_snpCompact             4
#define JET_snpRestore             8
#define JET_snpBackup              9
#define JET_snpUpgrade             10
#if JET_VERSION >= 0x0501
#define JET_snpScrub               11
#define JET_snpUpgradeRecordFormat 12
#endif
#if JET_VERSION >= 0x0602
#define JET_snpRecoveryControl     18
#define JET_snpExternalAutoHealing 19
#endif
#if JET_VERSION >= 0x0a01
#define JET_snpSpaceCategorization 20
#endif

/* JET_SNT: what a status report says */
#define JET_sntBegin                5
#define JET_sntRequirements         7
#define JET_sntProgress             0
#define JET_sntComplete             6
#define JET_sntFail                 3
#if JET_VERSION >= 0x0602
#define JET_sntOpenLog              1001
#define JET_sntOpenCheckpoint       1002
#define JET_sntMissingLog           1004
#define JET_sntBeginUndo            1005
#define JET_sntNotificationEvent    1006
#define JET_sntSignalErrorCondition 1007
#define JET_sntAttachedDb           1008
#define JET_sntDetachingDb          1009
#define JET_sntCommitCtx            1010
#define JET_sntPagePatchRequest     1101
#define JET_sntCorruptedPage        1102
#endif

/* Recovery control: why a log is opened, what to do about a missing one */
#if JET_VERSION >= 0x0a00
#define JET_OpenLogForRecoveryCheckingAndPatching 1
#define JET_OpenLogForRedo                        2
#define JET_OpenLogForUndo                        3
#define JET_OpenLogForDo                          4
#define JET_MissingLogMustFail                    1
#define JET_MissingLogContinueToRedo              2
#define JET_MissingLogContinueTryCurrentLog       3
#define JET_MissingLogContinueToUndo              4
#define JET_MissingLogCreateNewLogStream          5
#define fCommitCtxLegacyCommitCallback            1
#define fCommitCtxPreCommitCallback               2
#define fCommitCtxPostCommitCallback              3
#endif

/* -----------------------------------------------------------------------------------------------------------
 * Information levels
 */

/* JetGetDatabaseInfo, JetGetDatabaseFileInfo */
#define JET_DbInfoFilename                    0
#define JET_DbInfoConnect                     1
#define JET_DbInfoCountry                     2
#define JET_DbInfoLangid                      3
#define JET_DbInfoCp                          4
#define JET_DbInfoCollate                     5
#define JET_DbInfoOptions                     6
#define JET_DbInfoTransactions                7
#define JET_DbInfoVersion                     8
#define JET_DbInfoIsam                        9
#define JET_DbInfoFilesize                    10
#define JET_DbInfoSpaceOwned                  11
#define JET_DbInfoSpaceAvailable              12
#define JET_DbInfoUpgrade                     13
#define JET_DbInfoMisc                        14
#define JET_DbInfoStreamingFileSpace_Obsolete 18
#if JET_VERSION >= 0x0501
#define JET_DbInfoLCID                        3
#define JET_DbInfoDBInUse                     15
#define JET_DbInfoHasSLVFile_Obsolete         16
#define JET_DbInfoPageSize                    17
#endif
#if JET_VERSION >= 0x0600
#define JET_DbInfoFileType                    19
#define JET_DbInfoStreamingFileSize_Obsolete  20
#define JET_DbInfoSplitBuffers                23
#define JET_DbInfoUseCachedResult             0x40000000
#endif
#if JET_VERSION >= 0x0603
#define JET_DbInfoFilesizeOnDisk              21
#endif

/* States of a database in its header */
#define JET_dbstateJustCreated                 1
#define JET_dbstateDirtyShutdown               2
#define JET_dbstateCleanShutdown               3
#define JET_dbstateBeingConverted              4
#if JET_VERSION >= 0x0501
#define JET_dbstateForceDetach                 5
#endif
#if JET_VERSION >= 0x0601
#define JET_dbstateIncrementalReseedInProgress 6
#define JET_dbstateDirtyAndPatchedShutdown     7
#endif
#if JET_VERSION >= 0x0a01
#define JET_dbstateRevertInProgress            8
#endif

/* Kinds of files (JET_DbInfoFileType) */
#if JET_VERSION >= 0x0600
#define JET_filetypeUnknown             0
#define JET_filetypeDatabase            1
#define JET_filetypeStreamingFile       2
#define JET_filetypeLog                 3
#define JET_filetypeCheckpoint          4
#define JET_filetypeTempDatabase        5
#define JET_filetypeFTL                 6
#define JET_filetypeFlushMap            7
#define JET_filetypeCachedFile          8
#define JET_filetypeCachingFile         9
#define JET_filetypeSnapshot            10
#define JET_filetypeRBSRevertCheckpoint 11
#define JET_filetypeMax                 12
#endif

/* JetGetObjectInfo */
#define JET_ObjInfo               0U
#define JET_ObjInfoListNoStats    1U
#define JET_ObjInfoList           2U
#define JET_ObjInfoSysTabCursor   3U
#define JET_ObjInfoListACM        4U
#define JET_ObjInfoNoStats        5U
#define JET_ObjInfoSysTabReadOnly 6U
#define JET_ObjInfoRulesLoaded    7U
#define JET_ObjInfoMax            8U

/* JetGetTableInfo, JetSetTableInfo */
#define JET_TblInfo                                0U
#define JET_TblInfoName                            1U
#define JET_TblInfoDbid                            2U
#define JET_TblInfoMostMany                        3U
#define JET_TblInfoRvt                             4U
#define JET_TblInfoOLC                             5U
#define JET_TblInfoResetOLC                        6U
#define JET_TblInfoSpaceUsage                      7U
#define JET_TblInfoDumpTable                       8U
#define JET_TblInfoSpaceAlloc                      9U
#define JET_TblInfoSpaceOwned                      10U
#define JET_TblInfoSpaceAvailable                  11U
#define JET_TblInfoTemplateTableName               12U
#if JET_VERSION >= 0x0a01
#define JET_TblInfoLVChunkMax                      13U
#define JET_TblInfoEncryptionKey                   14U
#define JET_TblInfoRetrieveAndReserveAutoIncrement 16U
#define JET_TblInfoSpaceOwnedLV                    17U
#define JET_TblInfoSpaceAvailableLV                18U
#define JET_TblInfoObjectId                        19U
#endif

/* JetGetIndexInfo, JetGetTableIndexInfo */
#define JET_IdxInfo                   0U
#define JET_IdxInfoList               1U
#define JET_IdxInfoSysTabCursor       2U
#define JET_IdxInfoOLC                3U
#define JET_IdxInfoResetOLC           4U
#define JET_IdxInfoSpaceAlloc         5U
#define JET_IdxInfoLangid             6U
#define JET_IdxInfoCount              7U
#define JET_IdxInfoVarSegMac          8U
#define JET_IdxInfoIndexId            9U
#if JET_VERSION >= 0x0501
#define JET_IdxInfoLCID               6U
#endif
#if JET_VERSION >= 0x0600
#define JET_IdxInfoKeyMost            10U
#endif
#if JET_VERSION >= 0x0601
#define JET_IdxInfoCreateIndex        11U
#define JET_IdxInfoCreateIndex2       12U
#endif
#if JET_VERSION >= 0x0602
#define JET_IdxInfoCreateIndex3       13U
#define JET_IdxInfoLocaleName         14U
#endif
#if JET_VERSION >= 0x0a00
#define JET_IdxInfoSortVersion        15U
#define JET_IdxInfoDefinedSortVersion 16U
#define JET_IdxInfoSortId             17U
#endif
#if JET_VERSION >= 0x0a01
#define JET_IdxInfoSpaceOwned         18U
#define JET_IdxInfoSpaceAvailable     19U
#endif

/* JetGetColumnInfo, JetGetTableColumnInfo */
#define JET_ColInfo                           0U
#define JET_ColInfoList                       1U
#define JET_ColInfoSysTabCursor               3U
#define JET_ColInfoBase                       4U
#define JET_ColInfoListCompact                5U
#if JET_VERSION >= 0x0501
#define JET_ColInfoByColid                    6U
#define JET_ColInfoListSortColumnid           7U
#endif
#if JET_VERSION >= 0x0600
#define JET_ColInfoBaseByColid                8U
#define JET_ColInfoGrbitNonDerivedColumnsOnly 0x80000000
#define JET_ColInfoGrbitMinimalInfo           0x40000000
#define JET_ColInfoGrbitSortByColumnid        0x20000000
#define JET_ColInfoGrbitCompacting            0x10000000
#endif

/* JetGetSessionInfo */
#if JET_VERSION >= 0x0600
#define JET_SessionInfo 0U
#endif

/* JetGetInstanceMiscInfo */
#if JET_VERSION >= 0x0600
#define JET_InstanceMiscInfoLogSignature 0U
#define JET_InstanceMiscInfoCheckpoint   1U
#endif
#if JET_VERSION >= 0x0a01
#define JET_InstanceMiscInfoRBS          2U
#endif

/* JetGetLogFileInfo */
#if JET_VERSION >= 0x0600
#define JET_LogInfoMisc  0
#endif
#if JET_VERSION >= 0x0601
#define JET_LogInfoMisc2 1
#endif
#if JET_VERSION >= 0x0a01
#define JET_LogInfoMisc3 2
#endif

/* JetGetRBSFileInfo */
#if JET_VERSION >= 0x0600
#define JET_RBSFileInfoMisc 0
#endif

/* State of a revert to a snapshot */
#if JET_VERSION >= 0x0a01
#define JET_revertstateNone                   0
#define JET_revertstateInProgress             1
#define JET_revertstateCopingLogs             2
#define JET_revertstateBackupSnapshot         3
#define JET_revertstateRemoveSnapshot         4
#define JET_revertstateCaptureRootPageRecords 5
#define JET_revertstateApplyRootPageRecords   6
#endif

/* JetGetPageInfo */
#if JET_VERSION >= 0x0600
#define JET_PageInfo  0U
#endif
#if JET_VERSION >= 0x0601
#define JET_PageInfo2 1U
#endif

/* JetGetErrorInfoW */
#if JET_VERSION >= 0x0602
#define JET_ErrorInfoSpecificErr 1U
#endif

/* -----------------------------------------------------------------------------------------------------------
 * Parameters
 *
 * JetSetSystemParameter and JetGetSystemParameter. The numbers have gaps.
 */

/* directory of the checkpoint file; base for a relative TempPath; stored as absolute path with trailing
 * separator */
#define JET_paramSystemPath 0
/* file name or directory of the temporary database; relative value is joined to SystemPath at init; a
 * trailing separator means default file tmp.edb inside it */
#define JET_paramTempPath 1
/* directory of log and reserve files */
#define JET_paramLogFilePath 2
/* exactly 3 characters prefixing log and checkpoint file names */
#define JET_paramBaseName 3
/* name shown in event-log text */
#define JET_paramEventSource 4
/* session quota; excess JetBeginSession returns errOutOfSessions */
#define JET_paramMaxSessions 5
/* table/index schema descriptor quota */
#define JET_paramMaxOpenTables 6
/* no effect */
#define JET_paramPreferredMaxOpenTables 7
/* cursor quota; excess returns errOutOfCursors */
#define JET_paramMaxCursors 8
/* version store limit in buckets; excess returns errVersionStoreOutOfMemory */
#define JET_paramMaxVerPages 9
/* sort quota; 0 disables the temporary database so temp tables give errTooManySorts */
#define JET_paramMaxTemporaryTables 10
/* log generation size in KiB; must agree with existing logs */
#define JET_paramLogFileSize 11
/* log buffer size in sectors */
#define JET_paramLogBuffers 12
/* no effect */
#define JET_paramWaitLogFlush 13
/* no effect */
#define JET_paramLogCheckpointPeriod 14
/* no effect */
#define JET_paramLogWaitingUserMax 15
/* commit option bits ORed into each commit; only JET_bitCommitLazyFlush acts; settable per session
 * through the sesid argument */
#define JET_paramCommitDefault 16
/* delete logs below the checkpoint automatically */
#define JET_paramCircularLog 17
/* file growth unit in pages */
#define JET_paramDbExtensionSize 18
/* initial temporary database size in pages */
#define JET_paramPageTempDBMin 19
/* largest run treated as a fragment */
#define JET_paramPageFragment 20
/* no effect */
#define JET_paramPageReadAheadMax 21
/* no effect */
#define JET_paramBatchIOBufferMax 22
/* cache ceiling in pages */
#define JET_paramCacheSizeMax 23
/* wanted checkpoint lag in bytes */
#define JET_paramCheckpointDepthMax 24
/* page replacement tuning */
#define JET_paramLRUKCorrInterval 25
/* page replacement tuning */
#define JET_paramLRUKHistoryMax 26
/* page replacement tuning (1 or 2) */
#define JET_paramLRUKPolicy 27
/* page replacement tuning */
#define JET_paramLRUKTimeout 28
/* no effect */
#define JET_paramLRUKTrxCorrInterval 29
/* I/O queue depth */
#define JET_paramOutstandingIOMax 30
/* free-page level that starts writing */
#define JET_paramStartFlushThreshold 31
/* free-page level that stops writing */
#define JET_paramStopFlushThreshold 32
/* no effect */
#define JET_paramTableClassName 33
/* "on"/"off" (case-insensitive) enables logging and recovery */
#define JET_paramRecovery 34
/* older alias of EnableOnlineDefrag */
#define JET_paramOnLineCompact 35
/* bit mask of permitted online defragmentation kinds */
#define JET_paramEnableOnlineDefrag 35
/* what a failed internal assertion does */
#define JET_paramAssertAction 36
/* read-only function pointer */
#define JET_paramPrintFunction 37
/* read-only, needs sesid: current nesting level */
#define JET_paramTransactionLevel 38
/* fault simulator */
#define JET_paramRFS2IOsPermitted 39
/* fault simulator */
#define JET_paramRFS2AllocsPermitted 40
/* get: current page count of the cache; set: force a size, 0 returns to automatic */
#define JET_paramCacheSize 41
/* read-only counter, 0 */
#define JET_paramCacheRequests 42
/* read-only counter, 0 */
#define JET_paramCacheHits 43
/* no effect */
#define JET_paramCheckFormatWhenOpenFail 44
/* 0 off, 1 verify sort versions at attach, 2 defer to table open */
#define JET_paramEnableIndexChecking 45
/* version rows of temp tables so rollback undoes them */
#define JET_paramEnableTempTableVersioning 46
/* no effect */
#define JET_paramIgnoreLogVersion 47
/* no effect */
#define JET_paramDeleteOldLogs 48
/* event source registration name */
#define JET_paramEventSourceKey 49
/* suppress informational events */
#define JET_paramNoInformationEvent 50
/* cache floor in pages */
#define JET_paramCacheSizeMin 60
/* no effect */
#define JET_paramLogFileFailoverPath 61
/* no effect */
#define JET_paramEnableImprovedSeekShortcut 62
/* soft version store limit */
#define JET_paramPreferredVerPages 63
/* page size for the whole process: 4096, 8192, 16384 or 32768 (public Windows headers also list 2048);
 * also fixes KeyMost, LVChunkSizeMost and RecordSizeMost */
#define JET_paramDatabasePageSize 64
/* read-only converter: put JET_ERR in *plParam, string buffer receives "name, text" */
#define JET_paramErrorToString 70
/* JET_UNICODEINDEX {lcid,flags} default for indexes without explicit locale; plParam is a pointer; NULL
 * on set restores built-in default (en-US, flags 0x00030401) */
#define JET_paramUnicodeIndexDefault 72
/* remove mismatched logs after clean recovery */
#define JET_paramCleanupMismatchedLogFiles 77
/* 1 message box, 2 none, 4 fail fast */
#define JET_paramExceptionAction 98
/* event cache bytes */
#define JET_paramEventLogCache 99
/* no effect */
#define JET_paramIdleFlushTime 106
/* no effect */
#define JET_paramVAReserve 109
/* private staged feature switch */
#define JET_paramFlight_ExtentPageCountCacheVerifyOnly 114
/* private staged feature switch */
#define JET_paramFlight_EnablePgnoFDPLastSetTime 115
/* private staged feature switch */
#define JET_paramFlight_EnableScanCheck2Flags 116
/* private staged feature switch */
#define JET_paramFlight_EnableExtentFreed2 117
/* private staged feature switch */
#define JET_paramFlight_RBSLargeRevertableDeletePages 118
/* private staged feature switch */
#define JET_paramFlight_RBSRevertableDeleteIfTooSoonTimeNull 119
/* no effect */
#define JET_paramDBAPageAvailMin 120
/* get and set succeed without effect */
#define JET_paramDBAPageAvailThreshold 121
/* get and set succeed without effect */
#define JET_paramDBAK1 122
/* get and set succeed without effect */
#define JET_paramDBAK2 123
/* no effect */
#define JET_paramMaxRandomIOSize 124
/* default I/O priority bits of new sessions */
#define JET_paramIOPriority 152
/* rows per transaction for deferred index fill */
#define JET_paramDeferredIndexPopulateRowsPerTransaction 219
/* external cache */
#define JET_paramEnableBlockCacheDetach 220
/* not a parameter; any id at or above gives errInvalidParameter */
#define JET_paramMaxValueInvalid 221
#if JET_VERSION >= 0x0501
/* 0..100 verbosity */
#define JET_paramEventLoggingLevel 51
/* recovery deletes logs outside the needed range */
#define JET_paramDeleteOutOfRangeLogs 52
/* milliseconds of retry on file access denial */
#define JET_paramAccessDeniedRetryPeriod 53
/* do not resolve callbacks stored in databases */
#define JET_paramDisableCallbacks 65
/* no effect */
#define JET_paramBackupChunkSize 66
/* no effect */
#define JET_paramBackupOutstandingReads 67
/* private staged feature switch */
#define JET_paramFlight_RBSMaxTableDeletePages 68
/* prepare next log in background */
#define JET_paramLogFileCreateAsynch 69
/* overwrite dead data while backing up */
#define JET_paramZeroDatabaseDuringBackup 71
/* JET_CALLBACK called for local-storage release; required by JetSetLS; invoked once with JET_cbtypNull at
 * init */
#define JET_paramRuntimeCallback 73
/* no effect */
#define JET_paramEnableSortedRetrieveColumns 76
/* write aggressiveness after record upgrade */
#define JET_paramRecordUpgradeDirtyLevel 78
/* read-only: generation being replayed; errInvalidParameter without instance or when none */
#define JET_paramRecoveryCurrentLogfile 79
/* preallocated version buckets for the process */
#define JET_paramGlobalMinVerPages 81
/* freeze timeout in ms */
#define JET_paramOSSnapshotTimeout 82
/* create missing directories for log/system/temp/database paths */
#define JET_paramCreatePathIfNotExist 100
/* latch hint cache */
#define JET_paramPageHintCacheSize 101
/* second database open in one session gives errOneDatabasePerSession */
#define JET_paramOneDatabasePerSession 102
/* no effect (fixed 7) */
#define JET_paramMaxDatabasesPerInstance 103
/* instance limit; excess gives errTooManyInstances */
#define JET_paramMaxInstances 104
/* background cleanup queue depth */
#define JET_paramVersionStoreTaskQueueMax 105
/* no performance counters */
#define JET_paramDisablePerfmon 107
/* no effect */
#define JET_paramAbortRetryFailCallback 108
/* default minimum substring length for tuple indexes */
#define JET_paramIndexTuplesLengthMin 110
/* default maximum substring length for tuple indexes */
#define JET_paramIndexTuplesLengthMax 111
/* default number of substrings per value */
#define JET_paramIndexTuplesToIndexMax 112
#endif
#if JET_VERSION >= 0x0502
/* repair stale index entries where possible */
#define JET_paramEnableIndexCleanup 54
/* folder where recovery looks for databases */
#define JET_paramAlternateDatabaseRecoveryPath 113
#endif
#if JET_VERSION >= 0x0600
/* how many closed tables keep schema cached */
#define JET_paramCachedClosedTables 125
/* let the OS cache database files */
#define JET_paramEnableFileCache 126
/* memory-map database files (read caching) */
#define JET_paramEnableViewCache 127
/* bucket size in bytes, power of two */
#define JET_paramVerPageSize 128
/* setting resets all parameters to a preset; JET_configDefault must normally be part of the mask */
#define JET_paramConfiguration 129
/* 0 makes later sets of advanced parameters succeed without effect */
#define JET_paramEnableAdvanced 130
/* read-only: first invalid column type number (19) */
#define JET_paramMaxColtyp 131
/* default step between substrings */
#define JET_paramIndexTupleIncrement 132
/* default first offset */
#define JET_paramIndexTupleStart 133
/* read-only: largest key for the current page size */
#define JET_paramKeyMost 134
/* writes in flight for checkpointing */
#define JET_paramCheckpointIOMax 135
/* 1 keep .log/.chk names instead of .jtx/.jcp, 2 keep 8.3 names */
#define JET_paramLegacyFileNames 136
/* display name of statistics class 1 */
#define JET_paramTableClass1Name 137
/* display name of statistics class 2 */
#define JET_paramTableClass2Name 138
/* display name of statistics class 3 */
#define JET_paramTableClass3Name 139
/* display name of statistics class 4 */
#define JET_paramTableClass4Name 140
/* display name of statistics class 5 */
#define JET_paramTableClass5Name 141
/* display name of statistics class 6 */
#define JET_paramTableClass6Name 142
/* display name of statistics class 7 */
#define JET_paramTableClass7Name 143
/* display name of statistics class 8 */
#define JET_paramTableClass8Name 144
/* display name of statistics class 9 */
#define JET_paramTableClass9Name 145
/* display name of statistics class 10 */
#define JET_paramTableClass10Name 146
/* display name of statistics class 11 */
#define JET_paramTableClass11Name 147
/* display name of statistics class 12 */
#define JET_paramTableClass12Name 148
/* display name of statistics class 13 */
#define JET_paramTableClass13Name 149
/* display name of statistics class 14 */
#define JET_paramTableClass14Name 150
/* display name of statistics class 15 */
#define JET_paramTableClass15Name 151
/* allow resolving callback names stored in databases */
#define JET_paramEnablePersistedCallbacks 156
#endif
#if JET_VERSION >= 0x0601
/* generations of deferred page writing */
#define JET_paramWaypointLatency 153
/* generations after which updates fail with errCheckpointDepthTooDeep */
#define JET_paramCheckpointTooDeep 154
/* test only: skip page checksums */
#define JET_paramDisableBlockVerification 155
/* roll log after some operations */
#define JET_paramAggressiveLogRollover 157
/* idle seconds before log roll */
#define JET_paramPeriodicLogRolloverLLR 158
/* no effect */
#define JET_paramUsePageDependencies 159
/* automatic defragmentation of trees with scan hints */
#define JET_paramDefragmentSequentialBTrees 160
/* density sampling rate */
#define JET_paramDefragmentSequentialBTreesDensityCheckFrequency 161
/* throttling quantum ms */
#define JET_paramIOThrottlingTimeQuanta 162
/* read-only: LV chunk size for the current page size */
#define JET_paramLVChunkSizeMost 163
/* largest merged read */
#define JET_paramMaxCoalesceReadSize 164
/* largest merged write */
#define JET_paramMaxCoalesceWriteSize 165
/* largest gap in merged read */
#define JET_paramMaxCoalesceReadGapSize 166
/* largest gap in merged write */
#define JET_paramMaxCoalesceWriteGapSize 167
/* high-availability events */
#define JET_paramEnableHaPublish 168
/* checksum databases during replay */
#define JET_paramEnableDBScanInRecovery 169
/* ms between scan batches */
#define JET_paramDbScanThrottle 170
/* shortest scan period */
#define JET_paramDbScanIntervalMinSec 171
/* longest scan period */
#define JET_paramDbScanIntervalMaxSec 172
/* log shipping callback */
#define JET_paramEmitLogDataCallback 173
/* context for it */
#define JET_paramEmitLogDataCallbackCtx 174
#endif
#if JET_VERSION >= 0x0602
/* page patch requests */
#define JET_paramEnableExternalAutoHealing 175
/* seconds a patch request lives */
#define JET_paramPatchRequestTimeout 176
/* relative cache weight 0..1000 */
#define JET_paramCachePriority 177
/* percent of version store one transaction may use */
#define JET_paramMaxTransactionSize 178
/* preread I/Os per purpose */
#define JET_paramPrereadIOMax 179
/* serialise scans per disk */
#define JET_paramEnableDBScanSerialization 180
/* ms after which an I/O counts as hung */
#define JET_paramHungIOThreshold 181
/* bit mask of reactions */
#define JET_paramHungIOActions 182
/* smallest value compressed with LZ-style codec; smaller use 7-bit packing */
#define JET_paramMinDataForXpress 183
/* display name of the process */
#define JET_paramProcessFriendlyName 186
/* called when commits become durable */
#define JET_paramDurableCommitCallback 187
#endif
#if JET_VERSION >= 0x0603
/* bit mask of file shrinking modes; needed On for JetResizeDatabase to shrink */
#define JET_paramEnableShrinkDatabase 184
/* no effect */
#define JET_paramEnableSqm 188
#endif
#if JET_VERSION >= 0x0a00
/* registry path that overrides parameters */
#define JET_paramConfigStoreSpec 189
/* feature staging bits */
#define JET_paramStageFlighting 190
/* scrub freed space */
#define JET_paramZeroDatabaseUnusedSpace 191
/* skip verification modes */
#define JET_paramDisableVerifications 192
#endif
#if JET_VERSION >= 0x0a01
/* private staged feature switch */
#define JET_paramFlight_SmoothIoTestPermillage 55
/* extra deferred generations */
#define JET_paramElasticWaypointLatency 56
/* private staged feature switch */
#define JET_paramFlight_SynchronousLVCleanup 57
/* private staged feature switch */
#define JET_paramFlight_RBSRevertIOUrgentLevel 58
/* private staged feature switch */
#define JET_paramFlight_EnableXpress10Compression 59
/* private staged feature switch */
#define JET_paramFlight_RBSDbScanRaiseCorruptionRevertedFDP 74
/* private staged feature switch */
#define JET_paramFlight_RBSAllowTooSoonNonRevertableDelete 75
/* private staged feature switch */
#define JET_paramFlight_RBSForceRollIntervalSec 80
/* private staged feature switch */
#define JET_paramFlight_EnableScanCheckFDPDeleteFlags 83
/* private staged feature switch */
#define JET_paramFlight_NewQueueOptions 84
/* private staged feature switch */
#define JET_paramFlight_ConcurrentMetedOps 85
/* private staged feature switch */
#define JET_paramFlight_LowMetedOpsThreshold 86
/* private staged feature switch */
#define JET_paramFlight_MetedOpStarvedThreshold 87
/* private staged feature switch */
#define JET_paramFlight_MaxRBSBuffers 88
/* private staged feature switch */
#define JET_paramFlight_EnableShrinkArchiving 89
/* private staged feature switch */
#define JET_paramFlight_EnableBackupDuringRecovery 90
/* private staged feature switch */
#define JET_paramFlight_RBSRollIntervalSec 91
/* private staged feature switch */
#define JET_paramFlight_RBSMaxRequiredRange 92
/* private staged feature switch */
#define JET_paramFlight_RBSCleanupEnabled 93
/* private staged feature switch */
#define JET_paramFlight_RBSLowDiskSpaceThresholdGb 94
/* private staged feature switch */
#define JET_paramFlight_RBSMaxSpaceWhenLowDiskSpaceGb 95
/* private staged feature switch */
#define JET_paramFlight_RBSMaxTimeSpanSec 96
/* private staged feature switch */
#define JET_paramFlight_RBSCleanupIntervalMinSec 97
/* flush map file mode bits */
#define JET_paramPersistedLostFlushDetection 193
/* highest on-disk format allowed; settable until a database is attached */
#define JET_paramEngineFormatVersion 194
/* slow down replay */
#define JET_paramReplayThrottlingLevel 195
/* display name of statistics class 16 */
#define JET_paramTableClass16Name 196
/* display name of statistics class 17 */
#define JET_paramTableClass17Name 197
/* display name of statistics class 18 */
#define JET_paramTableClass18Name 198
/* display name of statistics class 19 */
#define JET_paramTableClass19Name 199
/* display name of statistics class 20 */
#define JET_paramTableClass20Name 200
/* display name of statistics class 21 */
#define JET_paramTableClass21Name 201
/* display name of statistics class 22 */
#define JET_paramTableClass22Name 202
/* display name of statistics class 23 */
#define JET_paramTableClass23Name 203
/* display name of statistics class 24 */
#define JET_paramTableClass24Name 204
/* display name of statistics class 25 */
#define JET_paramTableClass25Name 205
/* display name of statistics class 26 */
#define JET_paramTableClass26Name 206
/* display name of statistics class 27 */
#define JET_paramTableClass27Name 207
/* display name of statistics class 28 */
#define JET_paramTableClass28Name 208
/* display name of statistics class 29 */
#define JET_paramTableClass29Name 209
/* display name of statistics class 30 */
#define JET_paramTableClass30Name 210
/* display name of statistics class 31 */
#define JET_paramTableClass31Name 211
/* external cache */
#define JET_paramBlockCacheConfiguration 212
/* read-only: largest record for the page size */
#define JET_paramRecordSizeMost 213
/* flush versus write-through */
#define JET_paramUseFlushForWriteDurability 214
/* revert snapshots */
#define JET_paramEnableRBS 215
/* revert snapshot directory */
#define JET_paramRBSFilePath 216
/* ms between counter refreshes */
#define JET_paramPerfmonRefreshInterval 217
/* external cache */
#define JET_paramEnableBlockCache 218
#endif

/* JET_paramEventLoggingLevel */
#if JET_VERSION >= 0x0501
#define JET_EventLoggingDisable     0
#define JET_EventLoggingLevelMax    100
#endif
#if JET_VERSION >= 0x0601
#define JET_EventLoggingLevelMin    1
#define JET_EventLoggingLevelLow    25
#define JET_EventLoggingLevelMedium 50
#define JET_EventLoggingLevelHigh   75
#endif

/* JET_paramIOPriority */
#if JET_VERSION >= 0x0600
#define JET_IOPriorityNormal            0x0
#define JET_IOPriorityLow               0x1
#endif
#if JET_VERSION >= 0x0603
#define JET_IOPriorityLowForCheckpoint  0x2
#define JET_IOPriorityLowForScavenge    0x4
#define JET_IOPriorityUserClassIdMask   0x0F000000
#define JET_IOPriorityMarkAsMaintenance 0x40000000
#endif

/* JET_paramConfiguration */
#if JET_VERSION >= 0x0602
#define JET_configDefault                0x0001
#define JET_configRemoveQuotas           0x0002
#define JET_configLowDiskFootprint       0x0004
#define JET_configMediumDiskFootprint    0x0008
#define JET_configLowMemory              0x0010
#define JET_configDynamicMediumMemory    0x0020
#define JET_configLowPower               0x0040
#define JET_configSSDProfileIO           0x0080
#define JET_configRunSilent              0x0100
#define JET_configMask                   (JET_configDefault | \
    JET_configRemoveQuotas | JET_configLowDiskFootprint | JET_configMediumDiskFootprint | \
    JET_configLowMemory | JET_configDynamicMediumMemory | JET_configLowPower | JET_configSSDProfileIO | \
    JET_configRunSilent | JET_configUnthrottledMemory | JET_configHighConcurrencyScaling)
#endif
#if JET_VERSION >= 0x0a00
#define JET_configUnthrottledMemory      0x0200
#define JET_configHighConcurrencyScaling 0x0400
#endif

/* JET_paramExceptionAction */
#define JET_ExceptionMsgBox   0x0001
#define JET_ExceptionNone     0x0002
#define JET_ExceptionFailFast 0x0004

/* JET_paramAssertAction */
#define JET_AssertExit            0x0000
#define JET_AssertBreak           0x0001
#define JET_AssertMsgBox          0x0002
#define JET_AssertStop            0x0004
#if JET_VERSION >= 0x0601
#define JET_AssertSkippableMsgBox 0x0008
#define JET_AssertSkipAll         0x0010
#define JET_AssertCrash           0x0020
#define JET_AssertFailFast        0x0040
#endif

/* JET_paramEnableOnlineDefrag */
#if JET_VERSION >= 0x0501
#define JET_OnlineDefragDisable        0x0000
#define JET_OnlineDefragAllOBSOLETE    0x0001
#define JET_OnlineDefragDatabases      0x0002
#define JET_OnlineDefragSpaceTrees     0x0004
#define JET_OnlineDefragStreamingFiles 0x0008
#define JET_OnlineDefragAll            0xffff
#endif

/* JET_paramEnableSqm */
#if JET_VERSION >= 0x0603
#define JET_sqmDisable  0
#define JET_sqmEnable   1
#define JET_sqmFromCEIP 2
#endif

/* JET_paramReplayThrottlingLevel */
#define JET_ReplayThrottlingNone  0
#define JET_ReplayThrottlingSleep 1

/* JET_paramEngineFormatVersion: file formats by the release or the feature that brought them */
#if JET_VERSION >= 0x0a01
#define JET_efvExchange55Rtm                              500
#define JET_efvWindows2000Rtm                             600
#define JET_efvExchange2000Rtm                            1000
#define JET_efvWindowsXpRtm                               1200
#define JET_efvExchange2010Rtm                            5520
#define JET_efvExchange2010Sp1                            5920
#define JET_efvExchange2010Sp2                            6080
#define JET_efvScrubLastNodeOnEmptyPage                   6960
#define JET_efvExchange2013Rtm                            7020
#define JET_efvExtHdrRootFieldAutoIncStorageStagedToDebug 7060
#define JET_efvLogExtendDbLrAfterCreateDbLr               7940
#define JET_efvRollbackInsertSpaceStagedToTest            7960
#define JET_efvWindows10Rtm                               8020
#define JET_efvQfeMsysLocalesGuidRefCountFixup            8023
#define JET_efvPersistedLostFlushMapStagedToDebug         8220
#define JET_efvTriStatePageFlushTypeStagedToProd          8280
#define JET_efvLogSplitMergeCompressionReleased           8400
#define JET_efvTriStatePageFlushTypeReleased              8420
#define JET_efvIrsDbidBasedMacroInfo2                     8440
#define JET_efvLostFlushMapCrashResiliency                8460
#define JET_efvExchange2016Rtm                            8520
#define JET_efvMsysLocalesGuidRefCountFixup               8620
#define JET_efvWindows10v2Rtm                             8620
#define JET_efvEncryptedColumns                           8720
#define JET_efvLoggingDeleteOfTableFcbs                   8820
#define JET_efvEmptyIdxUpgradesUpdateMsysLocales          8860
#define JET_efvSupportNlsInvariantLocale                  8880
#define JET_efvExchange2016Cu1Rtm                         8920
#define JET_efvWindows19H1Rtm                             8920
#define JET_efvSetDbVersion                               8940
#define JET_efvExtHdrRootFieldAutoIncStorageReleased      8960
#define JET_efvXpress9Compression                         8980
#define JET_efvUppercaseTextNormalization                 9000
#define JET_efvDbscanHeaderHighestPageSeen                9020
#define JET_efvEscrow64                                   9040
#define JET_efvSynchronousLVCleanup                       9060
#define JET_efvLid64                                      9080
#define JET_efvShrinkEof                                  9100
#define JET_efvLogNewPage                                 9120
#define JET_efvRootPageMove                               9140
#define JET_efvScanCheck2                                 9160
#define JET_efvLgposLastResize                            9180
#define JET_efvShelvedPages                               9200
#define JET_efvShelvedPagesRevert                         9220
#define JET_efvShelvedPages2                              9240
#define JET_efvLogtimeGenMaxRequired                      9260
#define JET_efvVariableDbHdrSignatureSnapshot             9280
#define JET_efvLowerMinReqLogGenOnRedo                    9300
#define JET_efvDbTimeShrink                               9320
#define JET_efvXpress10Compression                        9340
#define JET_efvRevertSnapshot                             9360
#define JET_efvApplyRevertSnapshot                        9380
#define JET_efvExtentPageCountCache                       9400
#define JET_efvLz4Compression                             9420
#define JET_efvRBSNonRevertableTableDeletes               9460
#define JET_efvScanCheck2Flags                            9480
#define JET_efvExtentFreed2                               9500
#define JET_efvKVPStoreV2                                 9520
#define JET_efvIndexDeferredPopulate                      9540
#define JET_efvReservedTags                               9560
#define JET_efvRBSTooSoonDeletes                          9580
#define JET_efvOptionallyUniqueIndices                    9600
#define JET_efvUseEngineDefault                           0x40000001
#define JET_efvUsePersistedFormat                         0x40000002
#define JET_efvAllowHigherPersistedFormat                 0x41000000
#endif

/* JetSetSessionParameter */
#define JET_sesparamCommitDefault                      4097
#define JET_sesparamCommitGenericContext               4098
#if JET_VERSION >= 0x0a00
#define JET_sesparamTransactionLevel                   4099
#define JET_sesparamOperationContext                   4100
#define JET_sesparamCorrelationID                      4101
#define JET_sesparamMaxValueInvalid                    4111
#endif
#if JET_VERSION >= 0x0a01
#define JET_sesparamCachePriority                      4102
#define JET_sesparamClientComponentDesc                4103
#define JET_sesparamClientActionDesc                   4104
#define JET_sesparamClientActionContextDesc            4105
#define JET_sesparamClientActivityId                   4106
#define JET_sesparamIOSessTraceFlags                   4107
#define JET_sesparamIOPriority                         4108
#define JET_sesparamCommitContextContainsCustomerData  4109
#define JET_sesparamCommitContextNeedPreCommitCallback 4110
#endif

/* JET_SETDBPARAM */
#if JET_VERSION >= 0x0a01
#define JET_dbparamDbSizeMaxPages                          8193
#define JET_dbparamCachePriority                           8194
#define JET_dbparamShrinkDatabaseOptions                   8195
#define JET_dbparamShrinkDatabaseTimeQuota                 8196
#define JET_dbparamShrinkDatabaseSizeLimit                 8197
#define JET_dbparamLeakReclaimerEnabled                    8198
#define JET_dbparamLeakReclaimerTimeQuota                  8199
#define JET_dbparamMaintainExtentPageCountCache            8200
#define JET_dbparamFlight_SelfAllocSpBufReservationEnabled 8201
#define JET_dbparamMaxValueInvalid                         8202
#endif

/* JetCreateEncryptionKey */
#if JET_VERSION >= 0x0a01
#define JET_EncryptionAlgorithmAes256 1
#endif

/* JET_paramEnableIndexChecking */
#if JET_VERSION >= 0x0603
typedef enum {
    JET_IndexCheckingOff = 0,
    JET_IndexCheckingOn = 1,
    JET_IndexCheckingDeferToOpenTable = 2,
    JET_IndexCheckingMax = 3,
} JET_INDEXCHECKING;
#endif

/* -----------------------------------------------------------------------------------------------------------
 * Option bits, by function
 */

/* JetDBUtilities */
#define JET_bitDBUtilSpaceInfoBasicCatalog              0x00000001 /* utility option */
#define JET_bitDBUtilSpaceInfoSpaceTrees                0x00000002 /* utility option */
#define JET_bitDBUtilSpaceInfoParentOfLeaf              0x00000004 /* utility option */
#define JET_bitDBUtilSpaceInfoFullWalk                  0x00000008 /* utility option */
#define JET_bitDBUtilOptionAllNodes                     0x00000001 /* utility option */
#define JET_bitDBUtilOptionKeyStats                     0x00000002 /* utility option */
#define JET_bitDBUtilOptionPageDump                     0x00000004 /* utility option */
#define JET_bitDBUtilOptionStats                        0x00000008 /* utility option */
#define JET_bitDBUtilOptionSuppressConsoleOutput        0x00000010 /* utility option */
#define JET_bitDBUtilOptionIgnoreErrors                 0x00000020 /* utility option */
#define JET_bitDBUtilOptionVerify                       0x00000040 /* utility option */
#define JET_bitDBUtilOptionReportErrors                 0x00000080 /* utility option */
#define JET_bitDBUtilOptionDontRepair                   0x00000100 /* utility option */
#define JET_bitDBUtilOptionRepairAll                    0x00000200 /* utility option */
#define JET_bitDBUtilOptionRepairIndexes                0x00000400 /* utility option */
#define JET_bitDBUtilOptionDontBuildIndexes             0x00000800 /* utility option */
#define JET_bitDBUtilOptionSuppressLogo                 0x00008000 /* utility option */
#define JET_bitDBUtilOptionRepairCheckOnly              0x00010000 /* utility option */
#define JET_bitDBUtilOptionDumpLVPageUsage              0x00020000 /* utility option */
#define JET_bitDBUtilOptionSkipMinLogChecksUpdateHeader 0x00100000 /* utility option */
#define JET_bitDBUtilOptionDumpVerbose                  0x10000000 /* utility option */
#define JET_bitDBUtilOptionDumpVerboseLevel1            0x10000000 /* utility option */
#define JET_bitDBUtilOptionDumpVerboseLevel2            0x20000000 /* utility option */
#define JET_bitDBUtilOptionDumpLogSummary               0x40000000 /* utility option */
#if JET_VERSION >= 0x0600
#define JET_bitDBUtilOptionDumpLogInfoCSV               0x00040000 /* utility option */
#define JET_bitDBUtilOptionDumpLogPermitPatching        0x00080000 /* utility option */
#endif
#if JET_VERSION >= 0x0a01
#define JET_bitDBUtilFullCategorization                 0x00000001 /* utility option */
#endif

/* JET_paramConfigStoreSpec: control of the configuration store */
#define JET_bitConfigStoreReadControlInhibitRead           0x00000001 /* private */
#define JET_bitConfigStoreReadControlDisableAll            0x00000002 /* private */
#define JET_bitConfigStoreReadControlDisableSetParamRead   0x00000004 /* private */
#define JET_bitConfigStoreReadControlDisableGlobalInitRead 0x00000008 /* private */
#define JET_bitConfigStoreReadControlDisableInstInitRead   0x00000010 /* private */
#define JET_bitConfigStoreReadControlDisableLiveRead       0x00000020 /* private */
#define JET_bitConfigStoreReadControlDefault               0x00000000 /* private */
#define JET_bitConfigStorePopulateControlOff               0x00000000 /* private */
#define JET_bitConfigStorePopulateControlOn                0x00000001 /* private */

/* JetDatabaseScan */
#if JET_VERSION >= 0x0601
#define JET_bitDatabaseScanBatchStart           0x00000010 /* start one pass */
#define JET_bitDatabaseScanBatchStop            0x00000020 /* stop */
#define JET_bitDatabaseScanZeroPages            0x00000040 /* obsolete */
#define JET_bitDatabaseScanBatchStartContinuous 0x00000080 /* start repeating passes */
#endif

/* JetDefragment, JetDefragment2, JetDefragment3 */
#define JET_bitDefragmentBatchStart          0x00000001 /* start */
#define JET_bitDefragmentBatchStop           0x00000002 /* stop */
#if JET_VERSION >= 0x0501
#define JET_bitDefragmentAvailSpaceTreesOnly 0x00000040 /* space trees only */
#endif
#if JET_VERSION >= 0x0601
#define JET_bitDefragmentNoPartialMerges     0x00000080 /* full merges only */
#define JET_bitDefragmentBTree               0x00000100 /* one tree (sequential defragmentation) */
#endif
#if JET_VERSION >= 0x0a01
#define JET_bitDefragmentBTreeBatch          0x00000200 /* options apply to tree defragmentation */
#endif

/* JET_CALLBACK with JET_cbtypOld2Action: what the defragmentation manager did */
#if JET_VERSION >= 0x0601
#define JET_bitOld2Start   0x00000001 /* test */
#define JET_bitOld2Suspend 0x00000002 /* test */
#define JET_bitOld2Resume  0x00000004 /* test */
#define JET_bitOld2End     0x00000008 /* test */
#endif

/* JET_SESSIONINFO, ulFlags */
#define JET_bitCIMCommitted         0x00000001 /* legacy session state flag */
#define JET_bitCIMDirty             0x00000002 /* legacy session state flag */
#define JET_bitAggregateTransaction 0x00000008 /* legacy session state flag */

/* JET_OBJECTINFO, grbit */
#define JET_bitTableInfoUpdatable 0x00000001 /* cursor or table can be updated */
#define JET_bitTableInfoBookmark  0x00000002 /* bookmarks supported (always set) */
#define JET_bitTableInfoRollback  0x00000004 /* rollback supported (always set) */

/* JET_OBJECTINFO, flags */
#define JET_bitObjectSystem                                0x80000000 /* system table */
#define JET_bitObjectTableFixedDDL                         0x40000000 /* schema frozen */
#define JET_bitObjectTableTemplate                         0x20000000 /* template table (also FixedDDL) */
#define JET_bitObjectTableDerived                          0x10000000 /* derived from a template */
#define JET_bitObjectSystemDynamic                         0x88000000 /* system table created on demand */
#if JET_VERSION >= 0x0501
#define JET_bitObjectTableNoFixedVarColumnsInDerivedTables 0x04000000 /* derived tables hold tagged columns
                                                                         only */
#endif

/* JET_PFNDURABLECOMMITCALLBACK */
#if JET_VERSION >= 0x0a00
#define JET_bitDurableCommitCallbackLogUnavailable 0x00000001 /* logging is down, pending commits will
                                                                 never become durable */
#endif

/* No option */
#define JET_bitNil 0x00000000 /* no options */

/* JET_sesparamIOSessTraceFlags */
#if JET_VERSION >= 0x0a01
#define JET_bitIOSessTraceReads  0x00000001 /* trace reads */
#define JET_bitIOSessTraceWrites 0x00000002 /* trace writes */
#define JET_bitIOSessTraceHDD    0x00000004 /* trace rotating disks */
#define JET_bitIOSessTraceSSD    0x00000008 /* trace solid-state disks */
#endif

/* JET_paramLegacyFileNames */
#if JET_VERSION >= 0x0600
#define JET_bitESE98FileNames          0x00000001 /* .log/.chk extensions instead of .jtx/.jcp */
#define JET_bitEightDotThreeSoftCompat 0x00000002 /* 5-digit log names while generation permits */
#endif

/* JET_paramHungIOActions */
#define JET_bitHungIOEvent   0x00000001 /* log an event */
#define JET_bitHungIOCancel  0x00000002 /* cancel the I/O after 2x threshold */
#define JET_bitHungIODebug   0x00000004 /* stop process after 3x threshold */
#define JET_bitHungIOEnforce 0x00000008 /* stop process after 3x threshold */
#define JET_bitHungIOTimeout 0x00000010 /* failure item after 4x threshold */

/* JET_paramPersistedLostFlushDetection */
#define JET_bitPersistedLostFlushDetectionEnabled           0x00000001 /* keep a flush map file */
#define JET_bitPersistedLostFlushDetectionCreateNew         0x00000002 /* recreate the map at each attach */
#define JET_bitPersistedLostFlushDetectionFailOnRuntimeOnly 0x00000004 /* fail only for mismatches seen at
                                                                          run time */

/* JET_paramEnableShrinkDatabase */
#if JET_VERSION >= 0x0603
#define JET_bitShrinkDatabaseOff          0x00000000 /* no shrinking or trimming */
#define JET_bitShrinkDatabaseOn           0x00000001 /* permit shrinking (needed with every other bit) */
#define JET_bitShrinkDatabaseRealtime     0x00000002 /* trim when space is freed */
#define JET_bitShrinkDatabasePeriodically 0x00008000 /* trim in background */
#define JET_bitShrinkDatabaseTrim         0x00000001 /* old alias of On */
#endif

/* JetInit2, JetInit3, JetInit4 */
#define JET_bitReplayReplicatedLogFiles                   0x00000001 /* obsolete */
#if JET_VERSION >= 0x0501
#define JET_bitReplayIgnoreMissingDB                      0x00000004 /* recovery skips databases that are
                                                                        missing */
#endif
#if JET_VERSION >= 0x0600
#define JET_bitRecoveryWithoutUndo                        0x00000008 /* stop before undo, returns
                                                                        errRecoveredWithoutUndo */
#define JET_bitTruncateLogsAfterRecovery                  0x00000010 /* drop logs once recovery succeeded */
#define JET_bitReplayMissingMapEntryDB                    0x00000020 /* databases without map entry keep
                                                                        their path */
#define JET_bitLogStreamMustExist                         0x00000040 /* missing logs give errMissingLogFile
                                                                        instead of a new stream */
#endif
#if JET_VERSION >= 0x0601
#define JET_bitReplayIgnoreLostLogs                       0x00000080 /* accept lost logs at the end of the
                                                                        stream */
#endif
#if JET_VERSION >= 0x0602
#define JET_bitAllowMissingCurrentLog                     0x00000100 /* accept missing current log */
#define JET_bitAllowSoftRecoveryOnBackup                  0x00000200 /* permit recovery of a backup copy */
#define JET_bitSkipLostLogsEvent                          0x00000400 /* no event for lost logs */
#define JET_bitExternalRecoveryControl                    0x00000800 /* callback decides each recovery step */
#define JET_bitKeepDbAttachedAtEndOfRecovery              0x00001000 /* leave databases attached after
                                                                        recovery */
#endif
#if JET_VERSION >= 0x0a01
#define JET_bitReplayIgnoreLogRecordsBeforeMinRequiredLog 0x00002000 /* skip records below the required
                                                                        range */
#define JET_bitReplayInferCheckpointFromRstmapDbs         0x00004000 /* derive start from databases in the
                                                                        map */
#endif

/* JET_RSTMAP2 */
#if JET_VERSION >= 0x0a01
#define JET_bitRestoreMapIgnoreWhenMissing 0x00000001 /* ignore missing database */
#define JET_bitRestoreMapFailWhenMissing   0x00000002 /* fail on missing database */
#define JET_bitRestoreMapOverwriteOnCreate 0x00000004 /* replace existing file when replaying create */
#endif

/* JetTerm2 */
#define JET_bitTermComplete   0x00000001 /* full shutdown, waits for cleanup (JetTerm default) */
#define JET_bitTermAbrupt     0x00000002 /* quick shutdown: roll back sessions, skip version cleanup, stop
                                            backups; databases stay consistent */
#define JET_bitTermStopBackup 0x00000004 /* cancel a running backup first */
#if JET_VERSION >= 0x0601
#define JET_bitTermDirty      0x00000008 /* stop without flushing; returns errDirtyShutdown and needs
                                            recovery next time */
#endif

/* JetIdle */
#define JET_bitIdleFlushBuffers         0x00000001 /* rejected with errInvalidGrbit */
#define JET_bitIdleCompact              0x00000002 /* run version cleanup now; returns wrnNoIdleActivity */
#define JET_bitIdleStatus               0x00000004 /* report version store load (wrnIdleFull when nearly
                                                      full) */
#define JET_bitIdleVersionStoreTest     0x00000008 /* internal */
#if JET_VERSION >= 0x0603
#define JET_bitIdleCompactAsync         0x00000010 /* with IdleCompact: only signal the cleaner */
#endif
#if JET_VERSION >= 0x0a01
#define JET_bitIdleAvailBuffersStatus   0x00000020 /* wrnIdleFull when free pages run low */
#define JET_bitIdleWaitForAsyncActivity 0x00000040 /* wait for background tasks; wrnRemainingVersions if
                                                      versions remain */
#endif

/* JetEndSession */
#define JET_bitForceSessionClosed 0x00000001 /* accepted, no effect */

/* JetAttachDatabase, JetOpenDatabase */
#define JET_bitDbReadOnly                    0x00000001 /* no updates */
#define JET_bitDbExclusive                   0x00000002 /* only this session may open the database */
#define JET_bitDbSingleExclusive             0x00000002 /* same bit as DbExclusive */
#define JET_bitDbDeleteCorruptIndexes        0x00000010 /* delete indexes made stale by a sort version
                                                           change */
#define JET_bitDbRebuildCorruptIndexes       0x00000020 /* not implemented */
#if JET_VERSION >= 0x0501
#define JET_bitDbUpgrade                     0x00000200 /* accepted, no effect */
#endif
#if JET_VERSION >= 0x0502
#define JET_bitDbDeleteUnicodeIndexes        0x00000400 /* delete every Unicode index; errInvalidGrbit with
                                                           DbReadOnly */
#endif
#if JET_VERSION >= 0x0601
#define JET_bitDbEnableBackgroundMaintenance 0x00000800 /* start background checksumming */
#endif
#if JET_VERSION >= 0x0602
#define JET_bitDbPurgeCacheOnAttach          0x00001000 /* drop cached pages kept alive */
#endif

/* JetDetachDatabase2 */
#if JET_VERSION >= 0x0501
#define JET_bitForceDetach         0x00000001 /* obsolete force option */
#define JET_bitForceCloseAndDetach 0x00000003 /* obsolete force option */
#endif

/* JetCreateDatabase, JetCreateDatabase2, JetCreateDatabase3 */
#define JET_bitDbRecoveryOff         0x00000008 /* database is not logged */
#define JET_bitDbVersioningOff       0x00000040 /* internal; needs DbRecoveryOff else
                                                   errCannotDisableVersioning */
#define JET_bitDbShadowingOff        0x00000080 /* no second copy of the catalog */
#define JET_bitDbCreateStreamingFile 0x00000100 /* obsolete */
#if JET_VERSION >= 0x0501
#define JET_bitDbOverwriteExisting   0x00000200 /* replace an existing file instead of errDatabaseDuplicate */
#endif

/* JetBackup, JetBeginExternalBackup */
#define JET_bitBackupIncremental     0x00000001 /* log files only */
#define JET_bitKeepOldLogs           0x00000002 /* do not truncate */
#define JET_bitBackupAtomic          0x00000004 /* copy to temporary directory then swap */
#define JET_bitBackupFullWithAllLogs 0x00000008 /* obsolete */
#define JET_bitInternalCopy          0x00000040 /* seed copy, no header update */
#if JET_VERSION >= 0x0501
#define JET_bitBackupSnapshot        0x00000010 /* snapshot based */
#endif
#if JET_VERSION >= 0x0601
#define JET_bitBackupSurrogate       0x00000020 /* backup of a replica */
#endif

/* JetEndExternalBackupInstance2 */
#if JET_VERSION >= 0x0501
#define JET_bitBackupEndNormal        0x00000001 /* success */
#define JET_bitBackupEndAbort         0x00000002 /* failure */
#endif
#if JET_VERSION >= 0x0600
#define JET_bitBackupTruncateDone     0x00000100 /* logs were truncated */
#endif
#if JET_VERSION >= 0x0601
#define JET_bitBackupNoDbHeaderUpdate 0x00000200 /* leave backup info in headers alone */
#endif

/* JET_TABLECREATE */
#define JET_bitTableCreateFixedDDL                         0x00000001 /* freeze schema */
#define JET_bitTableCreateTemplateTable                    0x00000002 /* table is a template (implies
                                                                         FixedDDL) */
#define JET_bitTableCreateSystemTable                      0x80000000 /* internal, errInvalidGrbit */
#if JET_VERSION >= 0x0501
#define JET_bitTableCreateNoFixedVarColumnsInDerivedTables 0x00000004 /* reserve fixed/variable ids;
                                                                         current engine answers
                                                                         errInvalidGrbit with or without
                                                                         the template bit */
#endif
#if JET_VERSION >= 0x0a00
#define JET_bitTableCreateImmutableStructure               0x00000008 /* do not write to caller structures;
                                                                         table is closed and tableid is Nil */
#endif

/* JET_COLUMNDEF, JET_COLUMNCREATE: columns */
#define JET_bitColumnFixed              0x00000001 /* store in the fixed area */
#define JET_bitColumnTagged             0x00000002 /* store as tagged (sparse) column */
#define JET_bitColumnNotNULL            0x00000004 /* NULL refused with errNullInvalid */
#define JET_bitColumnVersion            0x00000008 /* row version counter, coltyp Long */
#define JET_bitColumnAutoincrement      0x00000010 /* automatic number, coltyp
                                                      Long/LongLong/UnsignedLongLong/Currency */
#define JET_bitColumnMultiValued        0x00000400 /* several values per row; needs tagged */
#define JET_bitColumnEscrowUpdate       0x00000800 /* column for JetEscrowUpdate; coltyp Long or LongLong,
                                                      needs a default and an empty exclusively opened table */
#define JET_bitColumnUpdatable          0x00000020 /* cursor may update */
#define JET_bitColumnTTKey              0x00000040 /* column is part of the sort key */
#define JET_bitColumnTTDescending       0x00000080 /* descending key part */
#define JET_bitColumnUnversioned        0x00001000 /* add without versioning; only at level 0 unless table
                                                      is deny-read */
#if JET_VERSION >= 0x0501
#define JET_bitColumnFinalize           0x00004000 /* with escrow: finalize callback at zero */
#define JET_bitColumnUserDefinedDefault 0x00008000 /* default computed by callback; pvDefault is
                                                      JET_USERDEFINEDDEFAULT */
#define JET_bitColumnMaybeNull          0x00002000 /* legacy join info */
#endif
#if JET_VERSION >= 0x0502
#define JET_bitColumnDeleteOnZero       0x00020000 /* with escrow: row is deleted once value reaches zero */
#endif
#if JET_VERSION >= 0x0600
#define JET_bitColumnVariable           0x00040000 /* hint variable storage */
#endif
#if JET_VERSION >= 0x0601
#define JET_bitColumnCompressed         0x00080000 /* compress LV data */
#endif
#if JET_VERSION >= 0x0a01
#define JET_bitColumnEncrypted          0x00100000 /* encrypt LV data */
#endif

/* JetRenameColumn */
#if JET_VERSION >= 0x0501
#define JET_bitColumnRenameConvertToPrimaryIndexPlaceholder 0x00010000 /* turn first primary key column
                                                                          into a placeholder */
#endif

/* JetDeleteColumn2 */
#if JET_VERSION >= 0x0501
#define JET_bitDeleteColumnIgnoreTemplateColumns 0x00000001 /* look only at the derived table itself */
#endif

/* JetSetCurrentIndex2, JetSetCurrentIndex3, JetSetCurrentIndex4 */
#define JET_bitMoveFirst       0x00000000 /* default: position on first entry (lazily) */
#define JET_bitNoMove          0x00000002 /* stay on the same record */
#define JET_bitMoveBeforeFirst 0x00000001 /* not supported */

/* JetMakeKey */
#define JET_bitNewKey                             0x00000001 /* start a new key */
#define JET_bitStrLimit                           0x00000002 /* append end-of-range bytes after this column */
#define JET_bitSubStrLimit                        0x00000004 /* prefix wildcard for this text column */
#define JET_bitNormalizedKey                      0x00000008 /* data is a complete normalised key */
#define JET_bitKeyDataZeroLength                  0x00000010 /* zero length value instead of NULL */
#if JET_VERSION >= 0x0501
#define JET_bitKeyOverridePrimaryIndexPlaceholder 0x00000020 /* supply the placeholder column explicitly */
#define JET_bitFullColumnStartLimit               0x00000100 /* start of range over remaining columns */
#define JET_bitFullColumnEndLimit                 0x00000200 /* end of range over remaining columns */
#define JET_bitPartialColumnStartLimit            0x00000400 /* start of range by prefix of this column */
#define JET_bitPartialColumnEndLimit              0x00000800 /* end of range by prefix of this column */
#endif

/* JetSetIndexRange */
#define JET_bitRangeInclusive       0x00000001 /* limit key itself is inside */
#define JET_bitRangeUpperLimit      0x00000002 /* limit is the high end (for MoveNext) */
#define JET_bitRangeInstantDuration 0x00000004 /* test only, range removed at return */
#define JET_bitRangeRemove          0x00000008 /* remove the range; errInvalidOperation if none */

/* JetGetLock */
#define JET_bitReadLock  0x00000001 /* read lock */
#define JET_bitWriteLock 0x00000002 /* write lock */
#if JET_VERSION >= 0x0a01
#define JET_bitKeyLock   0x00000004 /* lock the prepared key rather than the current record */
#endif

/* JetMove */
#define JET_bitMoveKeyNE 0x00000001 /* skip entries with equal key */

/* JetSeek */
#define JET_bitSeekEQ          0x00000001 /* key equal */
#define JET_bitSeekLT          0x00000002 /* nearest below */
#define JET_bitSeekLE          0x00000004 /* equal or nearest below */
#define JET_bitSeekGE          0x00000008 /* equal or nearest above */
#define JET_bitSeekGT          0x00000010 /* nearest above */
#define JET_bitSetIndexRange   0x00000020 /* with SeekEQ: restrict to equal keys */
#if JET_VERSION >= 0x0502
#define JET_bitCheckUniqueness 0x00000040 /* with SeekEQ: wrnUniqueKey when a single entry matches */
#endif

/* JetGotoSecondaryIndexBookmark */
#if JET_VERSION >= 0x0501
#define JET_bitBookmarkPermitVirtualCurrency 0x00000001 /* if entry is gone keep a virtual position, still
                                                           errRecordDeleted */
#endif

/* JET_CONDITIONALCOLUMN */
#define JET_bitIndexColumnMustBeNull    0x00000001 /* index rows where column is NULL */
#define JET_bitIndexColumnMustBeNonNull 0x00000002 /* index rows where column is not NULL */

/* JET_INDEXRANGE: JetIntersectIndexes */
#define JET_bitRecordInIndex    0x00000001 /* row must be in range */
#define JET_bitRecordNotInIndex 0x00000002 /* not used */

/* JET_INDEXCREATE */
#define JET_bitIndexUnique                  0x00000001 /* keys are unique */
#define JET_bitIndexPrimary                 0x00000002 /* clustered index, always unique */
#define JET_bitIndexDisallowNull            0x00000004 /* NULL key part refused with errNullKeyDisallowed */
#define JET_bitIndexIgnoreNull              0x00000008 /* no entry when all key parts are NULL */
#define JET_bitIndexClustered40             0x00000010 /* obsolete */
#define JET_bitIndexIgnoreAnyNull           0x00000020 /* no entry when any key part is NULL */
#define JET_bitIndexIgnoreFirstNull         0x00000040 /* no entry when first key part is NULL */
#define JET_bitIndexLazyFlush               0x00000080 /* commit of index creation is lazy */
#define JET_bitIndexEmpty                   0x00000100 /* skip building because all keys are NULL; needs
                                                          IgnoreAnyNull */
#define JET_bitIndexUnversioned             0x00000200 /* create without versioning; level 0 or deny-read */
#define JET_bitIndexSortNullsHigh           0x00000400 /* NULL sorts last */
#define JET_bitIndexUnicode                 0x00000800 /* pidxunicode is supplied */
#if JET_VERSION >= 0x0501
#define JET_bitIndexTuples                  0x00001000 /* substring index with default limits */
#endif
#if JET_VERSION >= 0x0502
#define JET_bitIndexTupleLimits             0x00002000 /* substring index with JET_TUPLELIMITS */
#endif
#if JET_VERSION >= 0x0600
#define JET_bitIndexCrossProduct            0x00004000 /* all combinations of multi-values */
#define JET_bitIndexKeyMost                 0x00008000 /* cbKeyMost is valid */
#define JET_bitIndexDisallowTruncation      0x00010000 /* errKeyTruncated instead of truncation */
#define JET_bitIndexNestedTable             0x00020000 /* combine multi-values with equal ordinal only */
#endif
#if JET_VERSION >= 0x0602
#define JET_bitIndexDotNetGuid              0x00040000 /* GUID order of .NET */
#endif
#if JET_VERSION >= 0x0a00
#define JET_bitIndexImmutableStructure      0x00080000 /* do not write to caller structure */
#define JET_bitIndexDeferredPopulateCreate  0x00100000 /* create without filling */
#define JET_bitIndexDeferredPopulateProcess 0x00200000 /* fill an index created that way */
#endif
#if JET_VERSION >= 0x0a01
#define JET_bitIndexOptionallyUnique        0x00400000 /* unique only for updates that ask for it */
#endif

/* The sign before a column in the key of JetCreateIndex */
#define JET_bitKeyAscending 0x00000000 /* '+' prefix */

/* JET_INDEXLIST, grbitColumn */
#define JET_bitKeyDescending 0x00000001 /* '-' prefix */

/* JetOpenTable */
#define JET_bitTableDenyWrite               0x00000001 /* others may not update */
#define JET_bitTableDenyRead                0x00000002 /* others may not open */
#define JET_bitTableReadOnly                0x00000004 /* cursor cannot update */
#define JET_bitTableUpdatable               0x00000008 /* require update rights; errInvalidGrbit with
                                                          ReadOnly */
#define JET_bitTablePermitDDL               0x00000010 /* allow DDL on FixedDDL table; needs DenyRead */
#define JET_bitTableNoCache                 0x00000020 /* hint */
#define JET_bitTablePreread                 0x00000040 /* hint */
#define JET_bitTableOpportuneRead           0x00000080 /* hint */
#define JET_bitTableSequential              0x00008000 /* hint */
#define JET_bitTableTryPurgeOnClose         0x01000000 /* internal */
#define JET_bitTableAllowSensitiveOperation 0x08000000 /* internal */
#define JET_bitTableDelete                  0x10000000 /* internal, errInvalidGrbit */
#define JET_bitTableCreate                  0x20000000 /* internal, errInvalidGrbit */
#define JET_bitTableClassMask               0x001f0000 /* mask of the statistics class field */
#define JET_bitTableClassNone               0x00000000 /* no statistics class */
#define JET_bitTableClass1                  0x00010000 /* statistics class number */
#define JET_bitTableClass2                  0x00020000 /* statistics class number */
#define JET_bitTableClass3                  0x00030000 /* statistics class number */
#define JET_bitTableClass4                  0x00040000 /* statistics class number */
#define JET_bitTableClass5                  0x00050000 /* statistics class number */
#define JET_bitTableClass6                  0x00060000 /* statistics class number */
#define JET_bitTableClass7                  0x00070000 /* statistics class number */
#define JET_bitTableClass8                  0x00080000 /* statistics class number */
#define JET_bitTableClass9                  0x00090000 /* statistics class number */
#define JET_bitTableClass10                 0x000a0000 /* statistics class number */
#define JET_bitTableClass11                 0x000b0000 /* statistics class number */
#define JET_bitTableClass12                 0x000c0000 /* statistics class number */
#define JET_bitTableClass13                 0x000d0000 /* statistics class number */
#define JET_bitTableClass14                 0x000e0000 /* statistics class number */
#define JET_bitTableClass15                 0x000f0000 /* statistics class number */
#if JET_VERSION >= 0x0a01
#define JET_bitTableAllowOutOfDate          0x00000100 /* accept older but valid sort versions */
#define JET_bitAllowPgnoFDPLastSetTime      0x00000200 /* private */
#define JET_bitTableClass16                 0x00100000 /* statistics class number */
#define JET_bitTableClass17                 0x00110000 /* statistics class number */
#define JET_bitTableClass18                 0x00120000 /* statistics class number */
#define JET_bitTableClass19                 0x00130000 /* statistics class number */
#define JET_bitTableClass20                 0x00140000 /* statistics class number */
#define JET_bitTableClass21                 0x00150000 /* statistics class number */
#define JET_bitTableClass22                 0x00160000 /* statistics class number */
#define JET_bitTableClass23                 0x00170000 /* statistics class number */
#define JET_bitTableClass24                 0x00180000 /* statistics class number */
#define JET_bitTableClass25                 0x00190000 /* statistics class number */
#define JET_bitTableClass26                 0x001a0000 /* statistics class number */
#define JET_bitTableClass27                 0x001b0000 /* statistics class number */
#define JET_bitTableClass28                 0x001c0000 /* statistics class number */
#define JET_bitTableClass29                 0x001d0000 /* statistics class number */
#define JET_bitTableClass30                 0x001e0000 /* statistics class number */
#define JET_bitTableClass31                 0x001f0000 /* statistics class number */
#endif

/* JetSetLS, JetGetLS */
#if JET_VERSION >= 0x0501
#define JET_bitLSReset  0x00000001 /* clear the value */
#define JET_bitLSCursor 0x00000002 /* value belongs to the cursor (default) */
#define JET_bitLSTable  0x00000004 /* value belongs to the table */
#endif

/* JetPrereadKeys, JetPrereadIndexRanges, JetSetTableSequential */
#if JET_VERSION >= 0x0601
#define JET_bitPrereadForward  0x00000001 /* ascending direction */
#define JET_bitPrereadBackward 0x00000002 /* descending direction */
#endif

/* JetPrereadIndexRanges */
#if JET_VERSION >= 0x0602
#define JET_bitPrereadFirstPage     0x00000004 /* first page of LVs only */
#define JET_bitPrereadNormalizedKey 0x00000008 /* column value is a normalised key */
#endif

/* JetOpenTempTable, JetOpenTemporaryTable */
#define JET_bitTTIndexed                   0x00000001 /* allow seek */
#define JET_bitTTUnique                    0x00000002 /* drop duplicate keys */
#define JET_bitTTUpdatable                 0x00000004 /* allow replace and delete */
#define JET_bitTTScrollable                0x00000008 /* allow moves other than next */
#define JET_bitTTSortNullsHigh             0x00000010 /* NULL sorts last */
#define JET_bitTTForceMaterialization      0x00000020 /* build a B-tree at once, duplicates detected on
                                                         insert */
#if JET_VERSION >= 0x0501
#define JET_bitTTErrorOnDuplicateInsertion 0x00000020 /* same bit as TTForceMaterialization */
#endif
#if JET_VERSION >= 0x0502
#define JET_bitTTForwardOnly               0x00000040 /* never materialise */
#endif
#if JET_VERSION >= 0x0601
#define JET_bitTTIntrinsicLVsOnly          0x00000080 /* LV columns stay in the row */
#endif
#if JET_VERSION >= 0x0602
#define JET_bitTTDotNetGuid                0x00000100 /* GUID order of .NET */
#endif

/* JetSetColumn, JetSetColumns */
#define JET_bitSetAppendLV                    0x00000001 /* append to the value */
#define JET_bitSetOverwriteLV                 0x00000004 /* overwrite from ibLongValue */
#define JET_bitSetSizeLV                      0x00000008 /* set length to cbData, zero filled */
#define JET_bitSetZeroLength                  0x00000020 /* zero length instead of NULL */
#define JET_bitSetSeparateLV                  0x00000040 /* force out of record */
#define JET_bitSetUniqueMultiValues           0x00000080 /* errMultiValuedDuplicate on equal bytes */
#define JET_bitSetUniqueNormalizedMultiValues 0x00000100 /* same after normalisation */
#if JET_VERSION >= 0x0501
#define JET_bitSetRevertToDefaultValue        0x00000200 /* deleting last value restores default */
#define JET_bitSetIntrinsicLV                 0x00000400 /* keep in record or fail */
#endif
#if JET_VERSION >= 0x0601
#define JET_bitSetUncompressed                0x00010000 /* do not compress */
#define JET_bitSetCompressed                  0x00020000 /* compress */
#endif
#if JET_VERSION >= 0x0a01
#define JET_bitSetContiguousLV                0x00040000 /* contiguous pages; needs SetSeparateLV and at
                                                            least a page of data */
#endif

/* JET_SPACEHINTS */
#if JET_VERSION >= 0x0601
#define JET_bitSpaceHintsUtilizeParentSpace  0x00000001 /* take space from parent tree first */
#define JET_bitCreateHintAppendSequential    0x00000002 /* grow on append splits */
#define JET_bitCreateHintHotpointSequential  0x00000004 /* grow on hotpoint splits */
#define JET_bitRetrieveHintReserve1          0x00000008 /* reserved */
#define JET_bitRetrieveHintTableScanForward  0x00000010 /* mostly scanned ascending */
#define JET_bitRetrieveHintTableScanBackward 0x00000020 /* mostly scanned descending (not both) */
#define JET_bitRetrieveHintReserve2          0x00000040 /* reserved */
#define JET_bitRetrieveHintReserve3          0x00000080 /* reserved */
#define JET_bitDeleteHintTableSequential     0x00000100 /* deleted in key order */
#endif
#if JET_VERSION >= 0x0a01
#define JET_bitSpaceHintsUtilizeExactExtents 0x00000200 /* allocate exact sizes */
#endif

/* JetUpdate2 */
#define JET_bitUpdateNoVersion                      0x00000002 /* insert without version; table must be
                                                                  uncommitted (errUpdateMustVersion) */
#if JET_VERSION >= 0x0502
#define JET_bitUpdateCheckESE97Compatibility        0x00000001 /* fail if row would not fit the old format */
#endif
#if JET_VERSION >= 0x0a01
#define JET_bitUpdateEnforceOptionallyUniqueIndices 0x00000004 /* check optionally unique indexes */
#endif

/* JetEscrowUpdate */
#define JET_bitEscrowNoRollback 0x00000001 /* delta survives rollback */

/* JetRetrieveColumn, JetRetrieveColumns, JetRetrieveKey */
#define JET_bitRetrieveCopy                0x00000001 /* use the copy buffer when an update is prepared;
                                                         for JetRetrieveKey return the search key */
#define JET_bitRetrieveFromIndex           0x00000002 /* take value from current index entry if it can be
                                                         rebuilt */
#define JET_bitRetrieveFromPrimaryBookmark 0x00000004 /* take value from primary key held by the secondary
                                                         entry */
#define JET_bitRetrieveTag                 0x00000008 /* return ordinal of the value in itagSequence */
#define JET_bitRetrieveLongId              0x00000040 /* return LV id (wrnColumnNull when in record) */
#define JET_bitRetrieveLongValueRefCount   0x00000080 /* testing: LV reference count */
#define JET_bitRetrieveNull                0x00000010 /* also report explicit NULLs */
#define JET_bitRetrieveIgnoreDefault       0x00000020 /* skip defaulted columns */
#define JET_bitRetrieveCopyIntrinsic       0x00002000 /* return bytes that still fit in the record */
#define JET_bitRetrievePrereadOnly         0x00004000 /* start reading LV only */
#define JET_bitRetrievePrereadMany         0x00008000 /* with PrereadOnly: read further ahead */
#if JET_VERSION >= 0x0600
#define JET_bitRetrieveTuple               0x00000800 /* with RetrieveFromIndex: return the substring held
                                                         in the entry */
#endif
#if JET_VERSION >= 0x0601
#define JET_bitRetrievePageNumber          0x00001000 /* return 4-byte page number of the row */
#endif
#if JET_VERSION >= 0x0603
#define JET_bitRetrievePhysicalSize        0x00010000 /* only report stored size; cbMax must be 0 */
#endif
#if JET_VERSION >= 0x0a01
#define JET_bitRetrieveAsRefIfNotInRecord  0x00020000 /* return reference blob for out-of-record value */
#endif

/* JET_INDEX_COLUMN */
#if JET_VERSION >= 0x0602
#define JET_bitZeroLength 0x00000001 /* value is zero length, not NULL */
#endif

/* JetEnumerateColumns */
#if JET_VERSION >= 0x0501
#define JET_bitEnumerateCopy                     0x00000001 /* same bit as RetrieveCopy */
#define JET_bitEnumerateIgnoreDefault            0x00000020 /* same bit as RetrieveIgnoreDefault */
#define JET_bitEnumerateLocal                    0x00010000 /* private: only data in the page */
#define JET_bitEnumeratePresenceOnly             0x00020000 /* report existence, no data */
#define JET_bitEnumerateTaggedOnly               0x00040000 /* tagged columns only */
#define JET_bitEnumerateCompressOutput           0x00080000 /* use the single-value form where possible */
#endif
#if JET_VERSION >= 0x0502
#define JET_bitEnumerateIgnoreUserDefinedDefault 0x00100000 /* do not call default callbacks */
#endif
#if JET_VERSION >= 0x0601
#define JET_bitEnumerateInRecordOnly             0x00200000 /* out-of-record values give
                                                               wrnColumnNotInRecord */
#endif
#if JET_VERSION >= 0x0a01
#define JET_bitEnumerateAsRefIfNotInRecord       0x00400000 /* return reference blobs */
#endif

/* JetStreamRecords */
#if JET_VERSION >= 0x0a01
#define JET_bitStreamForward          0x00000001 /* ascending */
#define JET_bitStreamBackward         0x00000002 /* descending */
#define JET_bitStreamColumnReferences 0x00000004 /* references for out-of-record values */
#endif

/* JetGetRecordSize, JetGetRecordSize2, JetGetRecordSize3 */
#if JET_VERSION >= 0x0600
#define JET_bitRecordSizeInCopyBuffer          0x00000001 /* measure the copy buffer */
#define JET_bitRecordSizeRunningTotal          0x00000002 /* add to the totals passed in */
#define JET_bitRecordSizeLocal                 0x00000004 /* do not visit LVs */
#define JET_bitRecordSizeIncludeDefaultValues  0x00000008 /* private, unsupported */
#define JET_bitRecordSizeSecondaryIndexKeyOnly 0x00000010 /* private, unsupported */
#define JET_bitRecordSizeIntrinsicPhysicalOnly 0x00000020 /* stored sizes of in-record values only */
#define JET_bitRecordSizeExtrinsicLogicalOnly  0x00000040 /* logical sizes of LVs only */
#endif

/* JetBeginTransaction2, JetBeginTransaction3 */
#define JET_bitDistributedTransaction 0x00000002 /* removed, ignored */
#if JET_VERSION >= 0x0501
#define JET_bitTransactionReadOnly    0x00000001 /* updates give errTransReadOnly (outermost level decides) */
#endif

/* JetCommitTransaction, JetCommitTransaction2 */
#define JET_bitCommitLazyFlush          0x00000001 /* do not wait for the log write */
#define JET_bitWaitLastLevel0Commit     0x00000002 /* wait for this session's last commit; alone; no level
                                                      change */
#define JET_bitCommitFlush_OLD          0x00000001 /* obsolete value */
#define JET_bitCommitLazyFlush_OLD      0x00000004 /* obsolete value */
#define JET_bitWaitLastLevel0Commit_OLD 0x00000010 /* obsolete value */
#if JET_VERSION >= 0x0502
#define JET_bitWaitAllLevel0Commit      0x00000008 /* wait for all commits; alone; no level change */
#endif
#if JET_VERSION >= 0x0601
#define JET_bitForceNewLog              0x00000010 /* roll the log; alone; no level change */
#endif
#if JET_VERSION >= 0x0a00
#define JET_bitCommitRedoCallback       0x00000020 /* private */
#endif

/* JetRollback */
#define JET_bitRollbackAll          0x00000001 /* roll back every level */
#if JET_VERSION >= 0x0a00
#define JET_bitRollbackRedoCallback 0x00000020 /* private */
#endif

/* JetOSSnapshotPrepare */
#if JET_VERSION >= 0x0600
#define JET_bitIncrementalSnapshot 0x00000001 /* incremental */
#define JET_bitCopySnapshot        0x00000002 /* copy, no log truncation */
#define JET_bitContinueAfterThaw   0x00000004 /* session continues until End */
#endif
#if JET_VERSION >= 0x0601
#define JET_bitExplicitPrepare     0x00000008 /* instances added one by one */
#endif

/* JetOSSnapshotTruncateLog, JetOSSnapshotTruncateLogInstance */
#if JET_VERSION >= 0x0600
#define JET_bitAllDatabasesSnapshot 0x00000001 /* logs may be truncated */
#endif

/* JetOSSnapshotEnd */
#if JET_VERSION >= 0x0600
#define JET_bitAbortSnapshot 0x00000001 /* end with failure */
#endif

/* JET_EMITDATACTX */
#if JET_VERSION >= 0x0601
#define JET_bitShadowLogEmitFirstCall   0x00000001 /* first call */
#define JET_bitShadowLogEmitLastCall    0x00000002 /* last call */
#define JET_bitShadowLogEmitCancel      0x00000004 /* reserved */
#define JET_bitShadowLogEmitDataBuffers 0x00000008 /* log bytes follow */
#define JET_bitShadowLogEmitLogComplete 0x00000010 /* log file ended */
#endif

/* JetRBSPrepareRevert */
#if JET_VERSION >= 0x0a01
#define JET_bitDeleteAllExistingLogs 0x00000001 /* remove logs after revert */
#endif

/* JetDeleteTable2 */
#if JET_VERSION >= 0x0a01
#define JET_bitNonRevertableTableDelete       0x00000001 /* private */
#define JET_bitRevertableTableDeleteIfTooSoon 0x00000002 /* private */
#endif

/* JetGetPageInfo, JetGetPageInfo2 */
#if JET_VERSION >= 0x0602
#define JET_bitPageInfoNoStructureChecksum 0x00000001 /* skip structure checksum */
#endif

/* JetPatchDatabasePages */
#if JET_VERSION >= 0x0601
#define JET_bitTestUninitShrunkPageImage 0x00000001 /* private */
#define JET_bitPatchingCorruptPage       0x00000002 /* private */
#endif

/* JetBeginDatabaseIncrementalReseed, JetEndDatabaseIncrementalReseed */
#if JET_VERSION >= 0x0601
#define JET_bitEndDatabaseIncrementalReseedCancel     0x00000001 /* abandon reseed */
#endif
#if JET_VERSION >= 0x0a01
#define JET_bitBeginDatabaseIncrementalReseedPatchRBS 0x00000001 /* private */
#endif

/* JetCompact */
#define JET_bitCompactStats            0x00000020 /* write statistics file */
#define JET_bitCompactRepair           0x00000040 /* tolerate damage */
#if JET_VERSION >= 0x0600
#define JET_bitCompactPreserveOriginal 0x00000100 /* keep source */
#endif

/* JetResizeDatabase */
#if JET_VERSION >= 0x0602
#define JET_bitResizeDatabaseOnlyGrow   0x00000001 /* never shrink */
#endif
#if JET_VERSION >= 0x0603
#define JET_bitResizeDatabaseOnlyShrink 0x00000002 /* never grow; not with OnlyGrow */
#endif

/* JetStopServiceInstance2 */
#if JET_VERSION >= 0x0602
#define JET_bitStopServiceAll                 0x00000000 /* further calls fail with
                                                            errClientRequestToStopJetService */
#define JET_bitStopServiceBackgroundUserTasks 0x00000002 /* pause background jobs */
#define JET_bitStopServiceQuiesceCaches       0x00000004 /* write out dirty pages */
#define JET_bitStopServiceResume              0x80000000 /* undo the two bits above (not All) */
#endif
#if JET_VERSION >= 0x0a01
#define JET_bitStopServiceStopAndEmitLog      0x00000008 /* private */
#endif

/* JET_paramStageFlighting */
#define JET_bitStageTestEnvLocalMode  0x00000004 /* private */
#define JET_bitStageTestEnvAlphaMode  0x00000010 /* private */
#define JET_bitStageTestEnvBetaMode   0x00000040 /* private */
#define JET_bitStageSelfhostLocalMode 0x00000400 /* private */
#define JET_bitStageSelfhostAlphaMode 0x00001000 /* private */
#define JET_bitStageSelfhostBetaMode  0x00004000 /* private */
#define JET_bitStageProdLocalMode     0x00040000 /* private */
#define JET_bitStageProdAlphaMode     0x00100000 /* private */
#define JET_bitStageProdBetaMode      0x00400000 /* private */

/* JET_dbparamShrinkDatabaseOptions */
#if JET_VERSION >= 0x0a01
#define JET_bitShrinkDatabaseEofOnAttach                            0x00000001 /* attach-time shrink option */
#define JET_bitShrinkDatabaseFullCategorizationOnAttach             0x00000002 /* attach-time shrink option */
#define JET_bitShrinkDatabaseDontMoveRootsOnAttach                  0x00000004 /* attach-time shrink option */
#define JET_bitShrinkDatabaseDontTruncateLeakedPagesOnAttach        0x00000008 /* attach-time shrink option */
#define JET_bitShrinkDatabaseDontTruncateIndeterminatePagesOnAttach 0x00000010 /* attach-time shrink option */
#endif

/* JetConfigureProcessForCrashDump */
#if JET_VERSION >= 0x0601
#define JET_bitDumpMinimum                    0x00000001 /* crash dump content */
#define JET_bitDumpMaximum                    0x00000002 /* crash dump content */
#define JET_bitDumpCacheMinimum               0x00000004 /* crash dump content */
#define JET_bitDumpCacheMaximum               0x00000008 /* crash dump content */
#define JET_bitDumpCacheIncludeDirtyPages     0x00000010 /* crash dump content */
#define JET_bitDumpCacheIncludeCachedPages    0x00000020 /* crash dump content */
#define JET_bitDumpCacheIncludeCorruptedPages 0x00000040 /* crash dump content */
#define JET_bitDumpCacheNoDecommit            0x00000080 /* crash dump content */
#define JET_bitDumpUnitTest                   0x80000000 /* crash dump content */
#endif

/* JetTestHook */
#if JET_VERSION >= 0x0601
#define JET_bitInjectionProbabilityPct           0x00000001 /* test only */
#define JET_bitInjectionProbabilityCount         0x00000002 /* test only */
#define JET_bitInjectionProbabilityPermanent     0x00000004 /* test only */
#define JET_bitInjectionProbabilityFailUntil     0x00000008 /* test only */
#define JET_bitInjectionProbabilitySuppress      0x40000000 /* test only */
#define JET_bitInjectionProbabilityCleanup       0x80000000 /* test only */
#define JET_bitTestHookEvictDataByPgno           0x00000001 /* test only */
#define JET_bitTestHookCorruptDatabaseFile       0x80000000 /* test only */
#define JET_bitTestHookCorruptDatabasePageImage  0x40000000 /* test only */
#define JET_bitTestHookCorruptPageChksumRand     0x00000001 /* test only */
#define JET_bitTestHookCorruptPageChksumSafe     0x00000002 /* test only */
#define JET_bitTestHookCorruptPageSingleFld      0x00000004 /* test only */
#define JET_bitTestHookCorruptPageRemoveNode     0x00000008 /* test only */
#define JET_bitTestHookCorruptPageDbtimeDelta    0x00000010 /* test only */
#define JET_bitTestHookCorruptNodePrefix         0x00000020 /* test only */
#define JET_bitTestHookCorruptNodeSuffix         0x00000040 /* test only */
#define JET_bitTestHookCorruptSizeLargerThanNode 0x00010000 /* test only */
#define JET_bitTestHookCorruptSizeShortWrapSmall 0x00020000 /* test only */
#define JET_bitTestHookCorruptSizeShortWrapLarge 0x00040000 /* test only */
#define JET_bitTestHookCorruptLeaveChecksum      0x01000000 /* test only */
#define JET_bitAlterDbFileHdrAddField            0x00000001 /* test only */
#endif

/* Mask for the bits of JetMakeKey that set a limit */
#define JET_maskLimitOptions 0x00000f00

/* -----------------------------------------------------------------------------------------------------------
 * Enumerations
 */

/* JetDBUtilities: what to do */
typedef enum {
    opDBUTILConsistency = 0,
    opDBUTILDumpData = 1,
    opDBUTILDumpMetaData = 2,
    opDBUTILDumpPage = 3,
    opDBUTILDumpNode = 4,
    opDBUTILDumpTag = 5,
    opDBUTILDumpSpace = 6,
    opDBUTILSetHeaderState = 7,
    opDBUTILDumpHeader = 8,
    opDBUTILDumpLogfile = 9,
    opDBUTILDumpLogfileTrackNode = 10,
    opDBUTILDumpCheckpoint = 11,
    opDBUTILEDBDump = 12,
    opDBUTILEDBRepair = 13,
    opDBUTILMunge = 14,
    opDBUTILEDBScrub = 15,
    opDBUTILSLVMove_ObsoleteAndUnused = 16,
    opDBUTILDBConvertRecords_ObsoleteAndUnused = 17,
    opDBUTILDBDefragment = 18,
    opDBUTILDumpExchangeSLVInfo_ObsoleteAndUnused = 19,
    opDBUTILDumpUnicodeFixupTable_ObsoleteAndUnused = 20,
    opDBUTILDumpPageUsage = 21,
    opDBUTILUpdateDBHeaderFromTrailer = 22,
    opDBUTILChecksumLogFromMemory = 23,
    opDBUTILDumpFTLHeader = 24,
    opDBUTILDBTrim = 25,
    opDBUTILDumpFlushMapFile = 26,
    opDBUTILDumpSpaceCategory = 27,
    opDBUTILDumpCachedFileHeader = 28,
    opDBUTILDumpCacheFile = 29,
    opDBUTILDumpRBSHeader = 30,
    opDBUTILDumpRBSPages = 31,
    opDBUTILEstimateRootSpaceLeak = 32,
} DBUTIL_OP;

/* JetDBUtilities: what opDBUTILEDBDump shows */
typedef enum {
    opEDBDumpTables = 0,
    opEDBDumpIndexes = 1,
    opEDBDumpColumns = 2,
    opEDBDumpCallbacks = 3,
    opEDBDumpPage = 4,
} EDBDUMP_OP;

/* JET_INDEX_COLUMN: comparison with the value of a column */
#if JET_VERSION >= 0x0602
typedef enum {
    JET_relopEquals = 0,
    JET_relopPrefixEquals = 1,
    JET_relopNotEquals = 2,
    JET_relopLessThanOrEqual = 3,
    JET_relopLessThan = 4,
    JET_relopGreaterThanOrEqual = 5,
    JET_relopGreaterThan = 6,
    JET_relopBitmaskEqualsZero = 7,
    JET_relopBitmaskNotEqualsZero = 8,
} JET_RELOP;
#endif

/* Categories of errors, see JET_ERRINFOBASIC_W */
#if JET_VERSION >= 0x0602
typedef enum {
    JET_errcatUnknown = 0,
    JET_errcatError = 1,
    JET_errcatOperation = 2,
    JET_errcatFatal = 3,
    JET_errcatIO = 4,
    JET_errcatResource = 5,
    JET_errcatMemory = 6,
    JET_errcatQuota = 7,
    JET_errcatDisk = 8,
    JET_errcatData = 9,
    JET_errcatCorruption = 10,
    JET_errcatInconsistent = 11,
    JET_errcatFragmentation = 12,
    JET_errcatApi = 13,
    JET_errcatUsage = 14,
    JET_errcatState = 15,
    JET_errcatObsolete = 16,
    JET_errcatMax = 17,
} JET_ERRCAT;
#endif

/* JetConvertDDL */
typedef enum {
    opDDLConvNull = 0,
    opDDLConvAddCallback = 1,
    opDDLConvChangeColumn = 2,
    opDDLConvAddConditionalColumnsToAllIndexes = 3,
    opDDLConvAddColumnCallback = 4,
    opDDLConvIncreaseMaxColumnSize = 5,
    opDDLConvChangeIndexDensity = 6,
    opDDLConvChangeCallbackDLL = 7,
    opDDLConvMax = 8,
} JET_OPDDLCONV;

/* JetSetResourceParam: object pools of the engine */
#if JET_VERSION >= 0x0603
typedef enum {
    JET_residNull = 0,
    JET_residFCB = 1,
    JET_residFUCB = 2,
    JET_residTDB = 3,
    JET_residIDB = 4,
    JET_residPIB = 5,
    JET_residSCB = 6,
    JET_residVERBUCKET = 7,
    JET_residPAGE = 8,
    JET_residSPLIT = 9,
    JET_residSPLITPATH = 10,
    JET_residMERGE = 11,
    JET_residMERGEPATH = 12,
    JET_residINST = 13,
    JET_residLOG = 14,
    JET_residKEY = 15,
    JET_residBOOKMARK = 16,
    JET_residLRUKHIST = 17,
    JET_residRBSBuf = 18,
    JET_residTest = 19,
    JET_residMax = 20,
    JET_residAll = 268435455,
} JET_RESID;
#endif

/* JetSetResourceParam: property of a pool */
#if JET_VERSION >= 0x0600
typedef enum {
    JET_resoperNull = 0,
    JET_resoperTag = 1,
    JET_resoperSize = 2,
    JET_resoperAlign = 3,
    JET_resoperMinUse = 4,
    JET_resoperMaxUse = 5,
    JET_resoperObjectsPerChunk = 6,
    JET_resoperCurrentUse = 7,
    JET_resoperChunkSize = 8,
    JET_resoperLookasideEntries = 9,
    JET_resoperRFOLOffset = 10,
    JET_resoperGuard = 11,
    JET_resoperAllocTopDown = 12,
    JET_resoperPreserveFreed = 13,
    JET_resoperAllocFromHeap = 14,
    JET_resoperEnableMaxUse = 15,
    JET_resoperRCIList = 16,
    JET_resoperSectionHeader = 17,
    JET_resoperMax = 18,
} JET_RESOPER;
#endif

/* Kinds of B+ trees in the space statistics */
#if JET_VERSION >= 0x0601
typedef enum {
    eBTreeTypeInvalid = 0,
    eBTreeTypeInternalDbRootSpace = 1,
    eBTreeTypeInternalSpaceOE = 2,
    eBTreeTypeInternalSpaceAE = 3,
    eBTreeTypeUserClusteredIndex = 4,
    eBTreeTypeInternalLongValue = 5,
    eBTreeTypeUserSecondaryIndex = 6,
    eBTreeTypeMax = 7,
} JET_BTREETYPE;
#endif

/* JetTracing */
#if JET_VERSION >= 0x0600
typedef enum {
    JET_traceopNull = 0,
    JET_traceopSetGlobal = 1,
    JET_traceopSetTag = 2,
    JET_traceopSetAllTags = 3,
    JET_traceopSetMessagePrefix = 4,
    JET_traceopRegisterTag = 5,
    JET_traceopRegisterAllTags = 6,
    JET_traceopSetEmitCallback = 7,
    JET_traceopSetThreadidFilter = 8,
    JET_traceopSetDbidFilter = 9,
    JET_traceopMax = 10,
} JET_TRACEOP;
#endif

/* JetTracing: subjects of traces */
#if JET_VERSION >= 0x0600
typedef enum {
    JET_tracetagNull = 0,
    JET_tracetagInformation = 1,
    JET_tracetagErrors = 2,
    JET_tracetagAsserts = 3,
    JET_tracetagAPI = 4,
    JET_tracetagInitTerm = 5,
    JET_tracetagBufferManager = 6,
    JET_tracetagBufferManagerHashedLatches = 7,
    JET_tracetagIO = 8,
    JET_tracetagMemory = 9,
    JET_tracetagVersionStore = 10,
    JET_tracetagVersionStoreOOM = 11,
    JET_tracetagVersionCleanup = 12,
    JET_tracetagCatalog = 13,
    JET_tracetagDDLRead = 14,
    JET_tracetagDDLWrite = 15,
    JET_tracetagDMLRead = 16,
    JET_tracetagDMLWrite = 17,
    JET_tracetagDMLConflicts = 18,
    JET_tracetagInstances = 19,
    JET_tracetagDatabases = 20,
    JET_tracetagSessions = 21,
    JET_tracetagCursors = 22,
    JET_tracetagCursorNavigation = 23,
    JET_tracetagCursorPageRefs = 24,
    JET_tracetagBtree = 25,
    JET_tracetagSpace = 26,
    JET_tracetagFCBs = 27,
    JET_tracetagTransactions = 28,
    JET_tracetagLogging = 29,
    JET_tracetagRecovery = 30,
    JET_tracetagBackup = 31,
    JET_tracetagRestore = 32,
    JET_tracetagOLD = 33,
    JET_tracetagEventlog = 34,
    JET_tracetagBufferManagerMaintTasks = 35,
    JET_tracetagSpaceManagement = 36,
    JET_tracetagSpaceInternal = 37,
    JET_tracetagIOQueue = 38,
    JET_tracetagDiskVolumeManagement = 39,
    JET_tracetagCallbacks = 40,
    JET_tracetagIOProblems = 41,
    JET_tracetagUpgrade = 42,
    JET_tracetagRecoveryValidation = 43,
    JET_tracetagBufferManagerBufferCacheState = 44,
    JET_tracetagBufferManagerBufferDirtyState = 45,
    JET_tracetagTimerQueue = 46,
    JET_tracetagSortPerf = 47,
    JET_tracetagOLDRegistration = 48,
    JET_tracetagOLDWork = 49,
    JET_tracetagSysInitTerm = 50,
    JET_tracetagVersionAndStagingChecks = 51,
    JET_tracetagFile = 52,
    JET_tracetagFlushFileBuffers = 53,
    JET_tracetagCheckpointUpdate = 54,
    JET_tracetagDiagnostics = 55,
    JET_tracetagBlockCache = 56,
    JET_tracetagRBS = 57,
    JET_tracetagRBSCleaner = 58,
    JET_tracetagBlockCacheOperations = 59,
    JET_tracetagMax = 60,
} JET_TRACETAG;
#endif

/* JetTestHook */
#if JET_VERSION >= 0x0601
typedef enum {
    opTestHookUnitTests = 0,
    opTestHookTestInjection = 1,
    opTestHookHookNtQueryInformationProcess = 2,
    opTestHookHookNtQuerySystemInformation = 3,
    opTestHookHookGlobalMemoryStatus = 4,
    opTestHookSetNegativeTesting = 5,
    opTestHookResetNegativeTesting = 6,
    opTestHookThrowError = 7,
    opTestHookThrowAssert = 8,
    opTestHookUnitTests2 = 9,
    opTestHookEnforceContextFail = 10,
    opTestHookGetBFLowMemoryCallback = 11,
    opTestHookTraceTestMarker = 12,
    opTestHookGetCheckpointDepth = 13,
    opTestHookGetOLD2Status = 14,
    opTestHookGetEngineTickNow = 15,
    opTestHookSetEngineTickTime = 16,
    opTestHookCacheQuery = 17,
    opTestHookEvictCache = 18,
    opTestHookCorrupt = 19,
    opTestHookEnableAutoIncDeprecated = 20,
    opTestHookSetErrorTrap = 21,
    opTestHookGetTablePgnoFDP = 22,
    opTestHookAlterDatabaseFileHeader = 23,
    opTestHookGetLogTip = 24,
    opTestHookBlockCacheTestEnabled = 25,
} TESTHOOK_OP;
#endif

/* JetTestHook: what is injected */
#if JET_VERSION >= 0x0601
typedef enum {
    JET_TestInjectInvalid = 0,
    JET_TestInjectMin = 1,
    JET_TestInjectFault = 1,
    JET_TestInjectConfigOverride = 2,
    JET_TestInjectHang = 3,
    JET_TestInjectMax = 4,
} JET_TESTINJECTIONTYPE;
#endif

/* Space categories of a page (opDBUTILDumpSpaceCategory); more than an int holds, so no enum */
#if JET_VERSION >= 0x0a01
typedef JET_ULONG SpaceCategoryFlags;
#define spcatfNone           0x00000000
#define spcatfStrictlyLeaf   0x00000001
#define spcatfStrictlyInternal 0x00000002
#define spcatfRoot           0x00000004
#define spcatfSplitBuffer    0x00000008
#define spcatfSmallSpace     0x00000010
#define spcatfSpaceOE        0x00000020
#define spcatfSpaceAE        0x00000040
#define spcatfAvailable      0x00000080
#define spcatfIndeterminate  0x04000000
#define spcatfInconsistent   0x08000000
#define spcatfLeaked         0x10000000
#define spcatfNotOwned       0x20000000
#define spcatfNotOwnedEof    0x40000000
#define spcatfUnknown        0x80000000
#endif

/* -----------------------------------------------------------------------------------------------------------
 * Structures
 *
 * cbStruct is the size of the structure, set by the caller.
 */

/* Positions, times and signatures are also parts of file headers: without padding, at any address. */
#pragma pack(push, 1)

/* Position in the log: generation, sector in the file, byte in the sector. */
typedef struct {
    unsigned short ib;
    unsigned short isec;
    JET_LONG lGeneration;
} JET_LGPOS;

/* Time as it is stored in files: year since 1900, month from 1, UTC when fTimeIsUTC is set. */
typedef struct {
    char bSeconds;
    char bMinutes;
    char bHours;
    char bDay;
    char bMonth;
    char bYear;
    JET_ANONYMOUS union {
        char bFiller1;
        JET_ANONYMOUS struct {
            unsigned char fTimeIsUTC : 1;
            unsigned char bMillisecondsLow : 7;
        };
    };
    JET_ANONYMOUS union {
        char bFiller2;
        JET_ANONYMOUS struct {
            unsigned char fReserved : 1;
            unsigned char bMillisecondsHigh : 3;
            unsigned char fUnused : 4;
        };
    };
} JET_LOGTIME;

/* JET_LOGTIME of a backup; says whether it was a snapshot. */
typedef struct {
    char bSeconds;
    char bMinutes;
    char bHours;
    char bDay;
    char bMonth;
    char bYear;
    JET_ANONYMOUS union {
        char bFiller1;
        JET_ANONYMOUS struct {
            unsigned char fTimeIsUTC : 1;
            unsigned char bMillisecondsLow : 7;
        };
    };
    JET_ANONYMOUS union {
        char bFiller2;
        JET_ANONYMOUS struct {
            unsigned char fOSSnapshot : 1;
            unsigned char bMillisecondsHigh : 3;
            unsigned char fReserved : 4;
        };
    };
} JET_BKLOGTIME;

/* Identity of a database or a log set. */
typedef struct {
    JET_ULONG ulRandom;
    JET_LOGTIME logtimeCreate;
    char szComputerName[16];
} JET_SIGNATURE;
#if JET_VERSION >= 0x0600

/* Range of log generations that recovery needs (JET_InstanceMiscInfoCheckpoint). */
typedef struct {
    JET_ULONG genMin;
    JET_ULONG genMax;
    JET_LOGTIME logtimeGenMaxCreate;
} JET_CHECKPOINTINFO;
#endif

/* One backup, as the database header records it. */
typedef struct {
    JET_LGPOS lgposMark;
    JET_ANONYMOUS union {
        JET_LOGTIME logtimeMark;
        JET_BKLOGTIME bklogtimeMark;
    };
    JET_ULONG genLow;
    JET_ULONG genHigh;
} JET_BKINFO;
#pragma pack(pop)
#if JET_VERSION >= 0x0602

/* Names one commit of an instance; later commits have larger numbers. */
typedef struct {
    JET_SIGNATURE signLog;
    int reserved;
    JET_INT64 commitId;
} JET_COMMIT_ID;
#endif

/* Commits up to *pCommitIdSeen are on disk (JET_paramDurableCommitCallback). */
#if JET_VERSION >= 0x0602
typedef JET_ERR(JET_API *JET_PFNDURABLECOMMITCALLBACK)(JET_INSTANCE instance, JET_COMMIT_ID *pCommitIdSeen,
                                                       JET_GRBIT grbit);
#endif

/* The header of a database. Each later form appends fields. */
typedef struct {
    JET_ULONG ulVersion;
    JET_ULONG ulUpdate;
    JET_SIGNATURE signDb;
    JET_ULONG dbstate;
    JET_LGPOS lgposConsistent;
    JET_LOGTIME logtimeConsistent;
    JET_LOGTIME logtimeAttach;
    JET_LGPOS lgposAttach;
    JET_LOGTIME logtimeDetach;
    JET_LGPOS lgposDetach;
    JET_SIGNATURE signLog;
    JET_BKINFO bkinfoFullPrev;
    JET_BKINFO bkinfoIncPrev;
    JET_BKINFO bkinfoFullCur;
    JET_ULONG fShadowingDisabled;
    JET_ULONG fUpgradeDb;
    JET_ULONG dwMajorVersion;
    JET_ULONG dwMinorVersion;
    JET_ULONG dwBuildNumber;
    JET_LONG lSPNumber;
    JET_ULONG cbPageSize;
} JET_DBINFOMISC;
#if JET_VERSION >= 0x0600
typedef struct {
    JET_ULONG ulVersion;
    JET_ULONG ulUpdate;
    JET_SIGNATURE signDb;
    JET_ULONG dbstate;
    JET_LGPOS lgposConsistent;
    JET_LOGTIME logtimeConsistent;
    JET_LOGTIME logtimeAttach;
    JET_LGPOS lgposAttach;
    JET_LOGTIME logtimeDetach;
    JET_LGPOS lgposDetach;
    JET_SIGNATURE signLog;
    JET_BKINFO bkinfoFullPrev;
    JET_BKINFO bkinfoIncPrev;
    JET_BKINFO bkinfoFullCur;
    JET_ULONG fShadowingDisabled;
    JET_ULONG fUpgradeDb;
    JET_ULONG dwMajorVersion;
    JET_ULONG dwMinorVersion;
    JET_ULONG dwBuildNumber;
    JET_LONG lSPNumber;
    JET_ULONG cbPageSize;
    JET_ULONG genMinRequired;
    JET_ULONG genMaxRequired;
    JET_LOGTIME logtimeGenMaxCreate;
    JET_ULONG ulRepairCount;
    JET_LOGTIME logtimeRepair;
    JET_ULONG ulRepairCountOld;
    JET_ULONG ulECCFixSuccess;
    JET_LOGTIME logtimeECCFixSuccess;
    JET_ULONG ulECCFixSuccessOld;
    JET_ULONG ulECCFixFail;
    JET_LOGTIME logtimeECCFixFail;
    JET_ULONG ulECCFixFailOld;
    JET_ULONG ulBadChecksum;
    JET_LOGTIME logtimeBadChecksum;
    JET_ULONG ulBadChecksumOld;
} JET_DBINFOMISC2;
#endif
#if JET_VERSION >= 0x0601
typedef struct {
    JET_ULONG ulVersion;
    JET_ULONG ulUpdate;
    JET_SIGNATURE signDb;
    JET_ULONG dbstate;
    JET_LGPOS lgposConsistent;
    JET_LOGTIME logtimeConsistent;
    JET_LOGTIME logtimeAttach;
    JET_LGPOS lgposAttach;
    JET_LOGTIME logtimeDetach;
    JET_LGPOS lgposDetach;
    JET_SIGNATURE signLog;
    JET_BKINFO bkinfoFullPrev;
    JET_BKINFO bkinfoIncPrev;
    JET_BKINFO bkinfoFullCur;
    JET_ULONG fShadowingDisabled;
    JET_ULONG fUpgradeDb;
    JET_ULONG dwMajorVersion;
    JET_ULONG dwMinorVersion;
    JET_ULONG dwBuildNumber;
    JET_LONG lSPNumber;
    JET_ULONG cbPageSize;
    JET_ULONG genMinRequired;
    JET_ULONG genMaxRequired;
    JET_LOGTIME logtimeGenMaxCreate;
    JET_ULONG ulRepairCount;
    JET_LOGTIME logtimeRepair;
    JET_ULONG ulRepairCountOld;
    JET_ULONG ulECCFixSuccess;
    JET_LOGTIME logtimeECCFixSuccess;
    JET_ULONG ulECCFixSuccessOld;
    JET_ULONG ulECCFixFail;
    JET_LOGTIME logtimeECCFixFail;
    JET_ULONG ulECCFixFailOld;
    JET_ULONG ulBadChecksum;
    JET_LOGTIME logtimeBadChecksum;
    JET_ULONG ulBadChecksumOld;
    JET_ULONG genCommitted;
} JET_DBINFOMISC3;

typedef struct {
    JET_ULONG ulVersion;
    JET_ULONG ulUpdate;
    JET_SIGNATURE signDb;
    JET_ULONG dbstate;
    JET_LGPOS lgposConsistent;
    JET_LOGTIME logtimeConsistent;
    JET_LOGTIME logtimeAttach;
    JET_LGPOS lgposAttach;
    JET_LOGTIME logtimeDetach;
    JET_LGPOS lgposDetach;
    JET_SIGNATURE signLog;
    JET_BKINFO bkinfoFullPrev;
    JET_BKINFO bkinfoIncPrev;
    JET_BKINFO bkinfoFullCur;
    JET_ULONG fShadowingDisabled;
    JET_ULONG fUpgradeDb;
    JET_ULONG dwMajorVersion;
    JET_ULONG dwMinorVersion;
    JET_ULONG dwBuildNumber;
    JET_LONG lSPNumber;
    JET_ULONG cbPageSize;
    JET_ULONG genMinRequired;
    JET_ULONG genMaxRequired;
    JET_LOGTIME logtimeGenMaxCreate;
    JET_ULONG ulRepairCount;
    JET_LOGTIME logtimeRepair;
    JET_ULONG ulRepairCountOld;
    JET_ULONG ulECCFixSuccess;
    JET_LOGTIME logtimeECCFixSuccess;
    JET_ULONG ulECCFixSuccessOld;
    JET_ULONG ulECCFixFail;
    JET_LOGTIME logtimeECCFixFail;
    JET_ULONG ulECCFixFailOld;
    JET_ULONG ulBadChecksum;
    JET_LOGTIME logtimeBadChecksum;
    JET_ULONG ulBadChecksumOld;
    JET_ULONG genCommitted;
    JET_BKINFO bkinfoCopyPrev;
    JET_BKINFO bkinfoDiffPrev;
} JET_DBINFOMISC4;

typedef struct {
    JET_ULONG ulVersion;
    JET_ULONG ulUpdate;
    JET_SIGNATURE signDb;
    JET_ULONG dbstate;
    JET_LGPOS lgposConsistent;
    JET_LOGTIME logtimeConsistent;
    JET_LOGTIME logtimeAttach;
    JET_LGPOS lgposAttach;
    JET_LOGTIME logtimeDetach;
    JET_LGPOS lgposDetach;
    JET_SIGNATURE signLog;
    JET_BKINFO bkinfoFullPrev;
    JET_BKINFO bkinfoIncPrev;
    JET_BKINFO bkinfoFullCur;
    JET_ULONG fShadowingDisabled;
    JET_ULONG fUpgradeDb;
    JET_ULONG dwMajorVersion;
    JET_ULONG dwMinorVersion;
    JET_ULONG dwBuildNumber;
    JET_LONG lSPNumber;
    JET_ULONG cbPageSize;
    JET_ULONG genMinRequired;
    JET_ULONG genMaxRequired;
    JET_LOGTIME logtimeGenMaxCreate;
    JET_ULONG ulRepairCount;
    JET_LOGTIME logtimeRepair;
    JET_ULONG ulRepairCountOld;
    JET_ULONG ulECCFixSuccess;
    JET_LOGTIME logtimeECCFixSuccess;
    JET_ULONG ulECCFixSuccessOld;
    JET_ULONG ulECCFixFail;
    JET_LOGTIME logtimeECCFixFail;
    JET_ULONG ulECCFixFailOld;
    JET_ULONG ulBadChecksum;
    JET_LOGTIME logtimeBadChecksum;
    JET_ULONG ulBadChecksumOld;
    JET_ULONG genCommitted;
    JET_BKINFO bkinfoCopyPrev;
    JET_BKINFO bkinfoDiffPrev;
    JET_ULONG ulIncrementalReseedCount;
    JET_LOGTIME logtimeIncrementalReseed;
    JET_ULONG ulIncrementalReseedCountOld;
    JET_ULONG ulPagePatchCount;
    JET_LOGTIME logtimePagePatch;
    JET_ULONG ulPagePatchCountOld;
} JET_DBINFOMISC5;

typedef struct {
    JET_ULONG ulVersion;
    JET_ULONG ulUpdate;
    JET_SIGNATURE signDb;
    JET_ULONG dbstate;
    JET_LGPOS lgposConsistent;
    JET_LOGTIME logtimeConsistent;
    JET_LOGTIME logtimeAttach;
    JET_LGPOS lgposAttach;
    JET_LOGTIME logtimeDetach;
    JET_LGPOS lgposDetach;
    JET_SIGNATURE signLog;
    JET_BKINFO bkinfoFullPrev;
    JET_BKINFO bkinfoIncPrev;
    JET_BKINFO bkinfoFullCur;
    JET_ULONG fShadowingDisabled;
    JET_ULONG fUpgradeDb;
    JET_ULONG dwMajorVersion;
    JET_ULONG dwMinorVersion;
    JET_ULONG dwBuildNumber;
    JET_LONG lSPNumber;
    JET_ULONG cbPageSize;
    JET_ULONG genMinRequired;
    JET_ULONG genMaxRequired;
    JET_LOGTIME logtimeGenMaxCreate;
    JET_ULONG ulRepairCount;
    JET_LOGTIME logtimeRepair;
    JET_ULONG ulRepairCountOld;
    JET_ULONG ulECCFixSuccess;
    JET_LOGTIME logtimeECCFixSuccess;
    JET_ULONG ulECCFixSuccessOld;
    JET_ULONG ulECCFixFail;
    JET_LOGTIME logtimeECCFixFail;
    JET_ULONG ulECCFixFailOld;
    JET_ULONG ulBadChecksum;
    JET_LOGTIME logtimeBadChecksum;
    JET_ULONG ulBadChecksumOld;
    JET_ULONG genCommitted;
    JET_BKINFO bkinfoCopyPrev;
    JET_BKINFO bkinfoDiffPrev;
    JET_ULONG ulIncrementalReseedCount;
    JET_LOGTIME logtimeIncrementalReseed;
    JET_ULONG ulIncrementalReseedCountOld;
    JET_ULONG ulPagePatchCount;
    JET_LOGTIME logtimePagePatch;
    JET_ULONG ulPagePatchCountOld;
    JET_LOGTIME logtimeChecksumPrev;
    JET_LOGTIME logtimeChecksumStart;
    JET_ULONG cpgDatabaseChecked;
} JET_DBINFOMISC6;
#endif
#if JET_VERSION >= 0x0a00
typedef struct {
    JET_ULONG ulVersion;
    JET_ULONG ulUpdate;
    JET_SIGNATURE signDb;
    JET_ULONG dbstate;
    JET_LGPOS lgposConsistent;
    JET_LOGTIME logtimeConsistent;
    JET_LOGTIME logtimeAttach;
    JET_LGPOS lgposAttach;
    JET_LOGTIME logtimeDetach;
    JET_LGPOS lgposDetach;
    JET_SIGNATURE signLog;
    JET_BKINFO bkinfoFullPrev;
    JET_BKINFO bkinfoIncPrev;
    JET_BKINFO bkinfoFullCur;
    JET_ULONG fShadowingDisabled;
    JET_ULONG fUpgradeDb;
    JET_ULONG dwMajorVersion;
    JET_ULONG dwMinorVersion;
    JET_ULONG dwBuildNumber;
    JET_LONG lSPNumber;
    JET_ULONG cbPageSize;
    JET_ULONG genMinRequired;
    JET_ULONG genMaxRequired;
    JET_LOGTIME logtimeGenMaxCreate;
    JET_ULONG ulRepairCount;
    JET_LOGTIME logtimeRepair;
    JET_ULONG ulRepairCountOld;
    JET_ULONG ulECCFixSuccess;
    JET_LOGTIME logtimeECCFixSuccess;
    JET_ULONG ulECCFixSuccessOld;
    JET_ULONG ulECCFixFail;
    JET_LOGTIME logtimeECCFixFail;
    JET_ULONG ulECCFixFailOld;
    JET_ULONG ulBadChecksum;
    JET_LOGTIME logtimeBadChecksum;
    JET_ULONG ulBadChecksumOld;
    JET_ULONG genCommitted;
    JET_BKINFO bkinfoCopyPrev;
    JET_BKINFO bkinfoDiffPrev;
    JET_ULONG ulIncrementalReseedCount;
    JET_LOGTIME logtimeIncrementalReseed;
    JET_ULONG ulIncrementalReseedCountOld;
    JET_ULONG ulPagePatchCount;
    JET_LOGTIME logtimePagePatch;
    JET_ULONG ulPagePatchCountOld;
    JET_LOGTIME logtimeChecksumPrev;
    JET_LOGTIME logtimeChecksumStart;
    JET_ULONG cpgDatabaseChecked;
    JET_LOGTIME logtimeLastReAttach;
    JET_LGPOS lgposLastReAttach;
} JET_DBINFOMISC7;
#endif

typedef struct {
    JET_ULONG cbStruct;
    JET_ULONG cbFilesizeLow;
    JET_ULONG cbFilesizeHigh;
    JET_ULONG cbFreeSpaceRequiredLow;
    JET_ULONG cbFreeSpaceRequiredHigh;
    JET_ULONG csecToUpgrade;
    JET_ANONYMOUS union {
        JET_ULONG ulFlags;
        JET_ANONYMOUS struct {
            JET_ULONG fUpgradable : 1;
            JET_ULONG fAlreadyUpgraded : 1;
        };
    };
} JET_DBINFOUPGRADE;

typedef struct {
    JET_ULONG cpageOwned;
    JET_ULONG cpageAvail;
} JET_STREAMINGFILESPACEINFO;

/* The header of a log file. Each later form appends fields. */
typedef struct {
    JET_ULONG ulGeneration;
    JET_SIGNATURE signLog;
    JET_LOGTIME logtimeCreate;
    JET_LOGTIME logtimePreviousGeneration;
    JET_ULONG ulFlags;
    JET_ULONG ulVersionMajor;
    JET_ULONG ulVersionMinor;
    JET_ULONG ulVersionUpdate;
    JET_ULONG cbSectorSize;
    JET_ULONG cbHeader;
    JET_ULONG cbFile;
    JET_ULONG cbDatabasePageSize;
} JET_LOGINFOMISC;
#if JET_VERSION >= 0x0601
typedef struct {
    JET_ULONG ulGeneration;
    JET_SIGNATURE signLog;
    JET_LOGTIME logtimeCreate;
    JET_LOGTIME logtimePreviousGeneration;
    JET_ULONG ulFlags;
    JET_ULONG ulVersionMajor;
    JET_ULONG ulVersionMinor;
    JET_ULONG ulVersionUpdate;
    JET_ULONG cbSectorSize;
    JET_ULONG cbHeader;
    JET_ULONG cbFile;
    JET_ULONG cbDatabasePageSize;
    JET_LGPOS lgposCheckpoint;
} JET_LOGINFOMISC2;
#endif
#if JET_VERSION >= 0x0a01
typedef struct {
    JET_ULONG ulGeneration;
    JET_SIGNATURE signLog;
    JET_LOGTIME logtimeCreate;
    JET_LOGTIME logtimePreviousGeneration;
    JET_ULONG ulFlags;
    JET_ULONG ulVersionMajor;
    JET_ULONG ulVersionUpdateMajor;
    JET_ULONG ulVersionUpdateMinor;
    JET_ULONG cbSectorSize;
    JET_ULONG cbHeader;
    JET_ULONG cbFile;
    JET_ULONG cbDatabasePageSize;
    JET_LGPOS lgposCheckpoint;
    JET_ULONG ulVersionMinorDeprecated;
    JET_UINT64 checksumPrevLogAllSegments;
} JET_LOGINFOMISC3;
#endif
#if JET_VERSION >= 0x0501

/* The logs of a backup: first and last generation, base name. */
typedef struct {
    JET_ULONG cbSize;
    JET_ULONG ulGenLow;
    JET_ULONG ulGenHigh;
    char szBaseName[4];
} JET_LOGINFO_A;

typedef struct {
    JET_ULONG cbSize;
    JET_ULONG ulGenLow;
    JET_ULONG ulGenHigh;
    WCHAR szBaseName[4];
} JET_LOGINFO_W;
typedef JET_AW_(JET_LOGINFO_) JET_LOGINFO;
#endif

/* The header of a revert snapshot. */
typedef struct {
    JET_LONG lRBSGeneration;
    JET_LOGTIME logtimeCreate;
    JET_LOGTIME logtimeCreatePrevRBS;
    JET_ULONG ulMajor;
    JET_ULONG ulMinor;
    JET_UINT64 cbLogicalFileSize;
} JET_RBSINFOMISC;

/* What a revert to a snapshot did. */
typedef struct {
    JET_LONG lGenMinRevertStart;
    JET_LONG lGenMaxRevertStart;
    JET_LONG lGenMinRevertEnd;
    JET_LONG lGenMaxRevertEnd;
    JET_LOGTIME logtimeRevertFrom;
    JET_UINT64 cSecRevert;
    JET_UINT64 cPagesReverted;
    JET_LONG lGenRBSMaxApplied;
    JET_LONG lGenRBSMinApplied;
} JET_RBSREVERTINFOMISC;

/* Progress: units done of units in total. */
typedef struct {
    JET_ULONG cbStruct;
    JET_ULONG cunitDone;
    JET_ULONG cunitTotal;
} JET_SNPROG;
#if JET_VERSION >= 0x0600

/* A message of an operation. */
typedef struct {
    JET_ULONG cbStruct;
    JET_SNC snc;
    JET_ULONG ul;
    char sz[256];
} JET_SNMSG;
#endif
#if JET_VERSION >= 0x0a00

/* What recovery is about to do (JetInit4); sntUnion says which member of the union holds. */
typedef struct {
    JET_ULONG cbStruct;
    JET_ERR errDefault;
    JET_INSTANCE instance;
    JET_SNT sntUnion;
    JET_ANONYMOUS union {
        struct {
            JET_ULONG cbStruct;
            JET_ULONG lGenNext;
            unsigned char fCurrentLog : 1;
            unsigned char eReason;
            unsigned char rgbReserved[6];
            WCHAR *wszLogFile;
            JET_ULONG cdbinfomisc;
            JET_DBINFOMISC7 *rgdbinfomisc;
        } OpenLog;
        struct {
            JET_ULONG cbStruct;
            WCHAR *wszCheckpoint;
        } OpenCheckpoint;
        struct {
            JET_ULONG cbStruct;
            JET_ULONG lGenMissing;
            unsigned char fCurrentLog : 1;
            unsigned char eNextAction;
            unsigned char rgbReserved[6];
            WCHAR *wszLogFile;
            JET_ULONG cdbinfomisc;
            JET_DBINFOMISC7 *rgdbinfomisc;
        } MissingLog;
        struct {
            JET_ULONG cbStruct;
            JET_ULONG cdbinfomisc;
            JET_DBINFOMISC7 *rgdbinfomisc;
        } BeginUndo;
        struct {
            JET_ULONG cbStruct;
            JET_ULONG EventID;
        } NotificationEvent;
        struct {
            JET_ULONG cbStruct;
        } SignalErrorCondition;
        struct {
            JET_ULONG cbStruct;
            const WCHAR *wszDbPath;
        } AttachedDb;
        struct {
            JET_ULONG cbStruct;
            const WCHAR *wszDbPath;
        } DetachingDb;
        struct {
            JET_ULONG cbStruct;
            const void *pbCommitCtx;
            JET_ULONG cbCommitCtx;
            JET_ULONG fCallbackType;
        } CommitCtx;
    };
} JET_RECOVERYCONTROL;
#endif
#if JET_VERSION >= 0x0a01

/* Asks for a good copy of a damaged page. */
typedef struct {
    JET_ULONG cbStruct;
    JET_ULONG pageNumber;
    const WCHAR *szLogFile;
    JET_INSTANCE instance;
    JET_DBINFOMISC7 dbinfomisc;
    const void *pvToken;
    JET_ULONG cbToken;
    const void *pvData;
    JET_ULONG cbData;
    JET_DBID dbid;
} JET_SNPATCHREQUEST;

/* Reports a damaged page. */
typedef struct {
    JET_ULONG cbStruct;
    const WCHAR *wszDatabase;
    JET_DBID dbid;
    JET_DBINFOMISC7 dbinfomisc;
    JET_ULONG pageNumber;
} JET_SNCORRUPTEDPAGE;
#endif
#if JET_VERSION >= 0x0501

/* One parameter for JetEnableMultiInstance. */
typedef struct {
    JET_ULONG paramid;
    JET_API_PTR lParam;
    const char *sz;
    JET_ERR err;
} JET_SETSYSPARAM_A;

typedef struct {
    JET_ULONG paramid;
    JET_API_PTR lParam;
    const WCHAR *sz;
    JET_ERR err;
} JET_SETSYSPARAM_W;
typedef JET_AW_(JET_SETSYSPARAM_) JET_SETSYSPARAM;
#endif
#if JET_VERSION >= 0x0a01

/* One parameter of a database. */
typedef struct tagJET_SETDBPARAM {
    JET_ULONG dbparamid;
    void *pvParam;
    JET_ULONG cbParam;
} JET_SETDBPARAM;
#endif

/* Where a database of a backup is restored to. */
typedef struct {
    char *szDatabaseName;
    char *szNewDatabaseName;
} JET_RSTMAP_A;

typedef struct {
    WCHAR *szDatabaseName;
    WCHAR *szNewDatabaseName;
} JET_RSTMAP_W;
typedef JET_AW_(JET_RSTMAP_) JET_RSTMAP;
#if JET_VERSION >= 0x0a01

/* JET_RSTMAP with parameters for the database. */
typedef struct {
    JET_ULONG cbStruct;
    char *szDatabaseName;
    char *szNewDatabaseName;
    JET_SETDBPARAM *rgsetdbparam;
    JET_ULONG csetdbparam;
    JET_GRBIT grbit;
} JET_RSTMAP2_A;

typedef struct {
    JET_ULONG cbStruct;
    WCHAR *szDatabaseName;
    WCHAR *szNewDatabaseName;
    JET_SETDBPARAM *rgsetdbparam;
    JET_ULONG csetdbparam;
    JET_GRBIT grbit;
} JET_RSTMAP2_W;
typedef JET_AW_(JET_RSTMAP2_) JET_RSTMAP2;
#endif
#if JET_VERSION >= 0x0600

/* How recovery is to run (JetInit3). */
typedef struct {
    JET_ULONG cbStruct;
    JET_RSTMAP_A *rgrstmap;
    JET_LONG crstmap;
    JET_LGPOS lgposStop;
    JET_LOGTIME logtimeStop;
    JET_PFNSTATUS pfnStatus;
} JET_RSTINFO_A;

typedef struct {
    JET_ULONG cbStruct;
    JET_RSTMAP_W *rgrstmap;
    JET_LONG crstmap;
    JET_LGPOS lgposStop;
    JET_LOGTIME logtimeStop;
    JET_PFNSTATUS pfnStatus;
} JET_RSTINFO_W;
typedef JET_AW_(JET_RSTINFO_) JET_RSTINFO;
#endif
#if JET_VERSION >= 0x0a01

/* How recovery is to run (JetInit4). */
typedef struct {
    JET_ULONG cbStruct;
    JET_RSTMAP2_A *rgrstmap;
    JET_LONG crstmap;
    JET_LGPOS lgposStop;
    JET_LOGTIME logtimeStop;
    JET_PFNINITCALLBACK pfnCallback;
    void *pvCallbackContext;
} JET_RSTINFO2_A;

typedef struct {
    JET_ULONG cbStruct;
    JET_RSTMAP2_W *rgrstmap;
    JET_LONG crstmap;
    JET_LGPOS lgposStop;
    JET_LOGTIME logtimeStop;
    JET_PFNINITCALLBACK pfnCallback;
    void *pvCallbackContext;
} JET_RSTINFO2_W;
typedef JET_AW_(JET_RSTINFO2_) JET_RSTINFO2;
#endif
#if JET_VERSION >= 0x0501

/* An instance and its databases. */
typedef struct _JET_INSTANCE_INFO_A {
    JET_INSTANCE hInstanceId;
    char *szInstanceName;
    JET_API_PTR cDatabases;
    char **szDatabaseFileName;
    char **szDatabaseDisplayName;
    char **szDatabaseSLVFileName_Obsolete;
} JET_INSTANCE_INFO_A;

typedef struct _JET_INSTANCE_INFO_W {
    JET_INSTANCE hInstanceId;
    WCHAR *szInstanceName;
    JET_API_PTR cDatabases;
    WCHAR **szDatabaseFileName;
    WCHAR **szDatabaseDisplayName;
    WCHAR **szDatabaseSLVFileName_Obsolete;
} JET_INSTANCE_INFO_W;
typedef JET_AW_(JET_INSTANCE_INFO_) JET_INSTANCE_INFO;
#endif
#if JET_VERSION >= 0x0600

/* The transaction of a session. */
typedef struct JET_SESSIONINFO {
    JET_ULONG ulTrxBegin0;
    JET_ULONG ulTrxLevel;
    JET_ULONG ulProcid;
    JET_ULONG ulFlags;
    JET_API_PTR ulTrxContext;
} JET_SESSIONINFO;
#endif
#if JET_VERSION >= 0x0a00

/* Who works in a session, for traces. */
typedef struct {
    JET_ULONG ulUserID;
    unsigned char nOperationID;
    unsigned char nOperationType;
    unsigned char nClientType;
    unsigned char fFlags;
} JET_OPERATIONCONTEXT;
#endif
#if JET_VERSION >= 0x0600

/* What the calling thread has done. Each later form appends fields. */
typedef struct JET_THREADSTATS {
    JET_ULONG cbStruct;
    JET_ULONG cPageReferenced;
    JET_ULONG cPageRead;
    JET_ULONG cPagePreread;
    JET_ULONG cPageDirtied;
    JET_ULONG cPageRedirtied;
    JET_ULONG cLogRecord;
    JET_ULONG cbLogRecord;
} JET_THREADSTATS;
#endif
#if JET_VERSION >= 0x0a00
typedef struct JET_THREADSTATS2 {
    JET_ULONG cbStruct;
    JET_ULONG cPageReferenced;
    JET_ULONG cPageRead;
    JET_ULONG cPagePreread;
    JET_ULONG cPageDirtied;
    JET_ULONG cPageRedirtied;
    JET_ULONG cLogRecord;
    JET_ULONG cbLogRecord;
    JET_UINT64 cusecPageCacheMiss;
    JET_ULONG cPageCacheMiss;
} JET_THREADSTATS2;
#endif
#if JET_VERSION >= 0x0a01
typedef struct JET_THREADSTATS3 {
    JET_ULONG cbStruct;
    JET_ULONG cPageReferenced;
    JET_ULONG cPageRead;
    JET_ULONG cPagePreread;
    JET_ULONG cPageDirtied;
    JET_ULONG cPageRedirtied;
    JET_ULONG cLogRecord;
    JET_ULONG cbLogRecord;
    JET_UINT64 cusecPageCacheMiss;
    JET_ULONG cPageCacheMiss;
    JET_ULONG cSeparatedLongValueRead;
    JET_UINT64 cusecLongValuePageCacheMiss;
    JET_ULONG cLongValuePageCacheMiss;
} JET_THREADSTATS3;

typedef struct JET_THREADSTATS4 {
    JET_ULONG cbStruct;
    JET_ULONG cPageReferenced;
    JET_ULONG cPageRead;
    JET_ULONG cPagePreread;
    JET_ULONG cPageDirtied;
    JET_ULONG cPageRedirtied;
    JET_ULONG cLogRecord;
    JET_ULONG cbLogRecord;
    JET_UINT64 cusecPageCacheMiss;
    JET_ULONG cPageCacheMiss;
    JET_ULONG cSeparatedLongValueRead;
    JET_UINT64 cusecLongValuePageCacheMiss;
    JET_ULONG cLongValuePageCacheMiss;
    JET_ULONG cSeparatedLongValueCreated;
    JET_ULONG cPageUniqueCacheHits;
    JET_ULONG cPageUniqueCacheRequests;
    JET_ULONG cDatabaseReads;
    JET_ULONG cSumDatabaseReadQueueDepthImpact;
    JET_ULONG cSumDatabaseReadQueueDepth;
    JET_UINT64 cusecWait;
    JET_ULONG cWait;
    JET_ULONG cNodesFlagDeleted;
    JET_ULONG cbNodesFlagDeleted;
    JET_ULONG cPageTableAllocated;
    JET_ULONG cPageTableReleased;
    JET_ULONG cPageUpdateAllocated;
    JET_ULONG cPageUpdateReleased;
    JET_ULONG cPageUniqueModified;
} JET_THREADSTATS4;
#endif
#if JET_VERSION >= 0x0602

/* The categories of an error. */
typedef struct {
    JET_ULONG cbStruct;
    JET_ERR errValue;
    JET_ERRCAT errcatMostSpecific;
    unsigned char rgCategoricalHierarchy[8];
    JET_ULONG lSourceLine;
    WCHAR rgszSourceFile[64];
} JET_ERRINFOBASIC_W;
#endif

/* A table. */
typedef struct {
    JET_ULONG cbStruct;
    JET_OBJTYP objtyp;
    JET_DATESERIAL dtCreate;
    JET_DATESERIAL dtUpdate;
    JET_GRBIT grbit;
    JET_ULONG flags;
    JET_ULONG cRecord;
    JET_ULONG cPage;
} JET_OBJECTINFO;

/* Temporary table with the tables of a database. */
typedef struct {
    JET_ULONG cbStruct;
    JET_TABLEID tableid;
    JET_ULONG cRecord;
    JET_COLUMNID columnidcontainername;
    JET_COLUMNID columnidobjectname;
    JET_COLUMNID columnidobjtyp;
    JET_COLUMNID columniddtCreate;
    JET_COLUMNID columniddtUpdate;
    JET_COLUMNID columnidgrbit;
    JET_COLUMNID columnidflags;
    JET_COLUMNID columnidcRecord;
    JET_COLUMNID columnidcPage;
} JET_OBJECTLIST;

/* Temporary table with the columns of a table. */
typedef struct {
    JET_ULONG cbStruct;
    JET_TABLEID tableid;
    JET_ULONG cRecord;
    JET_COLUMNID columnidPresentationOrder;
    JET_COLUMNID columnidcolumnname;
    JET_COLUMNID columnidcolumnid;
    JET_COLUMNID columnidcoltyp;
    JET_COLUMNID columnidCountry;
    JET_COLUMNID columnidLangid;
    JET_COLUMNID columnidCp;
    JET_COLUMNID columnidCollate;
    JET_COLUMNID columnidcbMax;
    JET_COLUMNID columnidgrbit;
    JET_COLUMNID columnidDefault;
    JET_COLUMNID columnidBaseTableName;
    JET_COLUMNID columnidBaseColumnName;
    JET_COLUMNID columnidDefinitionName;
} JET_COLUMNLIST;

/* A column: type, size, options. */
typedef struct {
    JET_ULONG cbStruct;
    JET_COLUMNID columnid;
    JET_COLTYP coltyp;
    unsigned short wCountry;
    unsigned short langid;
    unsigned short cp;
    unsigned short wCollate;
    JET_ULONG cbMax;
    JET_GRBIT grbit;
} JET_COLUMNDEF;

/* A column and where its definition comes from. */
typedef struct {
    JET_ULONG cbStruct;
    JET_COLUMNID columnid;
    JET_COLTYP coltyp;
    unsigned short wCountry;
    unsigned short langid;
    unsigned short cp;
    unsigned short wFiller;
    JET_ULONG cbMax;
    JET_GRBIT grbit;
    char szBaseTableName[256];
    char szBaseColumnName[256];
} JET_COLUMNBASE_A;

typedef struct {
    JET_ULONG cbStruct;
    JET_COLUMNID columnid;
    JET_COLTYP coltyp;
    unsigned short wCountry;
    unsigned short langid;
    unsigned short cp;
    unsigned short wFiller;
    JET_ULONG cbMax;
    JET_GRBIT grbit;
    WCHAR szBaseTableName[256];
    WCHAR szBaseColumnName[256];
} JET_COLUMNBASE_W;
typedef JET_AW_(JET_COLUMNBASE_) JET_COLUMNBASE;

/* Temporary table with the indexes of a table, a row for each key column. */
typedef struct {
    JET_ULONG cbStruct;
    JET_TABLEID tableid;
    JET_ULONG cRecord;
    JET_COLUMNID columnidindexname;
    JET_COLUMNID columnidgrbitIndex;
    JET_COLUMNID columnidcKey;
    JET_COLUMNID columnidcEntry;
    JET_COLUMNID columnidcPage;
    JET_COLUMNID columnidcColumn;
    JET_COLUMNID columnidiColumn;
    JET_COLUMNID columnidcolumnid;
    JET_COLUMNID columnidcoltyp;
    JET_COLUMNID columnidCountry;
    JET_COLUMNID columnidLangid;
    JET_COLUMNID columnidCp;
    JET_COLUMNID columnidCollate;
    JET_COLUMNID columnidgrbitColumn;
    JET_COLUMNID columnidcolumnname;
    JET_COLUMNID columnidLCMapFlags;
} JET_INDEXLIST;

/* Names an index without its name, for JetSetCurrentIndex4. */
typedef struct tagJET_INDEXID {
    JET_ULONG cbStruct;
    unsigned char rgbIndexId[sizeof(JET_API_PTR) + 2 * sizeof(JET_ULONG)];
} JET_INDEXID;

/* A column to create. */
typedef struct tag_JET_COLUMNCREATE_A {
    JET_ULONG cbStruct;
    char *szColumnName;
    JET_COLTYP coltyp;
    JET_ULONG cbMax;
    JET_GRBIT grbit;
    void *pvDefault;
    JET_ULONG cbDefault;
    JET_ULONG cp;
    JET_COLUMNID columnid;
    JET_ERR err;
} JET_COLUMNCREATE_A;

typedef struct tag_JET_COLUMNCREATE_W {
    JET_ULONG cbStruct;
    WCHAR *szColumnName;
    JET_COLTYP coltyp;
    JET_ULONG cbMax;
    JET_GRBIT grbit;
    void *pvDefault;
    JET_ULONG cbDefault;
    JET_ULONG cp;
    JET_COLUMNID columnid;
    JET_ERR err;
} JET_COLUMNCREATE_W;
typedef JET_AW_(JET_COLUMNCREATE_) JET_COLUMNCREATE;
#if JET_VERSION >= 0x0501

/* Default value computed by a callback. */
typedef struct tag_JET_USERDEFINEDDEFAULT_A {
    char *szCallback;
    unsigned char *pbUserData;
    JET_ULONG cbUserData;
    char *szDependantColumns;
} JET_USERDEFINEDDEFAULT_A;

typedef struct tag_JET_USERDEFINEDDEFAULT_W {
    WCHAR *szCallback;
    unsigned char *pbUserData;
    JET_ULONG cbUserData;
    WCHAR *szDependantColumns;
} JET_USERDEFINEDDEFAULT_W;
typedef JET_AW_(JET_USERDEFINEDDEFAULT_) JET_USERDEFINEDDEFAULT;
#endif

/* A column that decides whether a row is indexed. */
typedef struct tagJET_CONDITIONALCOLUMN_A {
    JET_ULONG cbStruct;
    char *szColumnName;
    JET_GRBIT grbit;
} JET_CONDITIONALCOLUMN_A;

typedef struct tagJET_CONDITIONALCOLUMN_W {
    JET_ULONG cbStruct;
    WCHAR *szColumnName;
    JET_GRBIT grbit;
} JET_CONDITIONALCOLUMN_W;
typedef JET_AW_(JET_CONDITIONALCOLUMN_) JET_CONDITIONALCOLUMN;

/* How text is sorted, by LCID. */
typedef struct tagJET_UNICODEINDEX {
    JET_ULONG lcid;
    JET_ULONG dwMapFlags;
} JET_UNICODEINDEX;
#if JET_VERSION >= 0x0602

/* How text is sorted, by locale name. */
typedef struct tagJET_UNICODEINDEX2 {
    WCHAR *szLocaleName;
    JET_ULONG dwMapFlags;
} JET_UNICODEINDEX2;
#endif

/* Limits of a substring index. */
typedef struct tagJET_TUPLELIMITS {
    JET_ULONG chLengthMin;
    JET_ULONG chLengthMax;
    JET_ULONG chToIndexMax;
    JET_ULONG cchIncrement;
    JET_ULONG ichStart;
} JET_TUPLELIMITS;
#if JET_VERSION >= 0x0601

/* How a tree is to grow. */
typedef struct tagJET_SPACEHINTS {
    JET_ULONG cbStruct;
    JET_ULONG ulInitialDensity;
    JET_ULONG cbInitial;
    JET_GRBIT grbit;
    JET_ULONG ulMaintDensity;
    JET_ULONG ulGrowth;
    JET_ULONG cbMinExtent;
    JET_ULONG cbMaxExtent;
} JET_SPACEHINTS;
#endif

typedef struct tagJET_INDEXCREATEOLD_A {
    JET_ULONG cbStruct;
    char *szIndexName;
    char *szKey;
    JET_ULONG cbKey;
    JET_GRBIT grbit;
    JET_ULONG ulDensity;
    JET_ANONYMOUS union {
        JET_ULONG lcid;
        JET_UNICODEINDEX *pidxunicode;
    };
    JET_ANONYMOUS union {
        JET_ULONG cbVarSegMac;
        JET_TUPLELIMITS *ptuplelimits;
    };
    JET_CONDITIONALCOLUMN_A *rgconditionalcolumn;
    JET_ULONG cConditionalColumn;
    JET_ERR err;
} JET_INDEXCREATEOLD_A;

typedef struct tagJET_INDEXCREATEOLD_W {
    JET_ULONG cbStruct;
    WCHAR *szIndexName;
    WCHAR *szKey;
    JET_ULONG cbKey;
    JET_GRBIT grbit;
    JET_ULONG ulDensity;
    JET_ANONYMOUS union {
        JET_ULONG lcid;
        JET_UNICODEINDEX *pidxunicode;
    };
    JET_ANONYMOUS union {
        JET_ULONG cbVarSegMac;
        JET_TUPLELIMITS *ptuplelimits;
    };
    JET_CONDITIONALCOLUMN_W *rgconditionalcolumn;
    JET_ULONG cConditionalColumn;
    JET_ERR err;
} JET_INDEXCREATEOLD_W;
typedef JET_AW_(JET_INDEXCREATEOLD_) JET_INDEXCREATEOLD;

/* An index to create. */
typedef struct tagJET_INDEXCREATE_A {
    JET_ULONG cbStruct;
    char *szIndexName;
    char *szKey;
    JET_ULONG cbKey;
    JET_GRBIT grbit;
    JET_ULONG ulDensity;
    JET_ANONYMOUS union {
        JET_ULONG lcid;
        JET_UNICODEINDEX *pidxunicode;
    };
    JET_ANONYMOUS union {
        JET_ULONG cbVarSegMac;
        JET_TUPLELIMITS *ptuplelimits;
    };
    JET_CONDITIONALCOLUMN_A *rgconditionalcolumn;
    JET_ULONG cConditionalColumn;
    JET_ERR err;
    JET_ULONG cbKeyMost;
} JET_INDEXCREATE_A;

typedef struct tagJET_INDEXCREATE_W {
    JET_ULONG cbStruct;
    WCHAR *szIndexName;
    WCHAR *szKey;
    JET_ULONG cbKey;
    JET_GRBIT grbit;
    JET_ULONG ulDensity;
    JET_ANONYMOUS union {
        JET_ULONG lcid;
        JET_UNICODEINDEX *pidxunicode;
    };
    JET_ANONYMOUS union {
        JET_ULONG cbVarSegMac;
        JET_TUPLELIMITS *ptuplelimits;
    };
    JET_CONDITIONALCOLUMN_W *rgconditionalcolumn;
    JET_ULONG cConditionalColumn;
    JET_ERR err;
    JET_ULONG cbKeyMost;
} JET_INDEXCREATE_W;
typedef JET_AW_(JET_INDEXCREATE_) JET_INDEXCREATE;
#if JET_VERSION >= 0x0601
typedef struct tagJET_INDEXCREATE2_A {
    JET_ULONG cbStruct;
    char *szIndexName;
    char *szKey;
    JET_ULONG cbKey;
    JET_GRBIT grbit;
    JET_ULONG ulDensity;
    JET_ANONYMOUS union {
        JET_ULONG lcid;
        JET_UNICODEINDEX *pidxunicode;
    };
    JET_ANONYMOUS union {
        JET_ULONG cbVarSegMac;
        JET_TUPLELIMITS *ptuplelimits;
    };
    JET_CONDITIONALCOLUMN_A *rgconditionalcolumn;
    JET_ULONG cConditionalColumn;
    JET_ERR err;
    JET_ULONG cbKeyMost;
    JET_SPACEHINTS *pSpacehints;
} JET_INDEXCREATE2_A;

typedef struct tagJET_INDEXCREATE2_W {
    JET_ULONG cbStruct;
    WCHAR *szIndexName;
    WCHAR *szKey;
    JET_ULONG cbKey;
    JET_GRBIT grbit;
    JET_ULONG ulDensity;
    JET_ANONYMOUS union {
        JET_ULONG lcid;
        JET_UNICODEINDEX *pidxunicode;
    };
    JET_ANONYMOUS union {
        JET_ULONG cbVarSegMac;
        JET_TUPLELIMITS *ptuplelimits;
    };
    JET_CONDITIONALCOLUMN_W *rgconditionalcolumn;
    JET_ULONG cConditionalColumn;
    JET_ERR err;
    JET_ULONG cbKeyMost;
    JET_SPACEHINTS *pSpacehints;
} JET_INDEXCREATE2_W;
typedef JET_AW_(JET_INDEXCREATE2_) JET_INDEXCREATE2;
#endif
#if JET_VERSION >= 0x0602
typedef struct tagJET_INDEXCREATE3_A {
    JET_ULONG cbStruct;
    char *szIndexName;
    char *szKey;
    JET_ULONG cbKey;
    JET_GRBIT grbit;
    JET_ULONG ulDensity;
    JET_UNICODEINDEX2 *pidxunicode;
    JET_ANONYMOUS union {
        JET_ULONG cbVarSegMac;
        JET_TUPLELIMITS *ptuplelimits;
    };
    JET_CONDITIONALCOLUMN_A *rgconditionalcolumn;
    JET_ULONG cConditionalColumn;
    JET_ERR err;
    JET_ULONG cbKeyMost;
    JET_SPACEHINTS *pSpacehints;
} JET_INDEXCREATE3_A;

typedef struct tagJET_INDEXCREATE3_W {
    JET_ULONG cbStruct;
    WCHAR *szIndexName;
    WCHAR *szKey;
    JET_ULONG cbKey;
    JET_GRBIT grbit;
    JET_ULONG ulDensity;
    JET_UNICODEINDEX2 *pidxunicode;
    JET_ANONYMOUS union {
        JET_ULONG cbVarSegMac;
        JET_TUPLELIMITS *ptuplelimits;
    };
    JET_CONDITIONALCOLUMN_W *rgconditionalcolumn;
    JET_ULONG cConditionalColumn;
    JET_ERR err;
    JET_ULONG cbKeyMost;
    JET_SPACEHINTS *pSpacehints;
} JET_INDEXCREATE3_W;
typedef JET_AW_(JET_INDEXCREATE3_) JET_INDEXCREATE3;
#endif

/* A table to create with its columns and indexes. */
typedef struct tagJET_TABLECREATE_A {
    JET_ULONG cbStruct;
    char *szTableName;
    char *szTemplateTableName;
    JET_ULONG ulPages;
    JET_ULONG ulDensity;
    JET_COLUMNCREATE_A *rgcolumncreate;
    JET_ULONG cColumns;
    JET_INDEXCREATE_A *rgindexcreate;
    JET_ULONG cIndexes;
    JET_GRBIT grbit;
    JET_TABLEID tableid;
    JET_ULONG cCreated;
} JET_TABLECREATE_A;

typedef struct tagJET_TABLECREATE_W {
    JET_ULONG cbStruct;
    WCHAR *szTableName;
    WCHAR *szTemplateTableName;
    JET_ULONG ulPages;
    JET_ULONG ulDensity;
    JET_COLUMNCREATE_W *rgcolumncreate;
    JET_ULONG cColumns;
    JET_INDEXCREATE_W *rgindexcreate;
    JET_ULONG cIndexes;
    JET_GRBIT grbit;
    JET_TABLEID tableid;
    JET_ULONG cCreated;
} JET_TABLECREATE_W;
typedef JET_AW_(JET_TABLECREATE_) JET_TABLECREATE;
#if JET_VERSION >= 0x0501
typedef struct tagJET_TABLECREATE2_A {
    JET_ULONG cbStruct;
    char *szTableName;
    char *szTemplateTableName;
    JET_ULONG ulPages;
    JET_ULONG ulDensity;
    JET_COLUMNCREATE_A *rgcolumncreate;
    JET_ULONG cColumns;
    JET_INDEXCREATE_A *rgindexcreate;
    JET_ULONG cIndexes;
    char *szCallback;
    JET_CBTYP cbtyp;
    JET_GRBIT grbit;
    JET_TABLEID tableid;
    JET_ULONG cCreated;
} JET_TABLECREATE2_A;

typedef struct tagJET_TABLECREATE2_W {
    JET_ULONG cbStruct;
    WCHAR *szTableName;
    WCHAR *szTemplateTableName;
    JET_ULONG ulPages;
    JET_ULONG ulDensity;
    JET_COLUMNCREATE_W *rgcolumncreate;
    JET_ULONG cColumns;
    JET_INDEXCREATE_W *rgindexcreate;
    JET_ULONG cIndexes;
    WCHAR *szCallback;
    JET_CBTYP cbtyp;
    JET_GRBIT grbit;
    JET_TABLEID tableid;
    JET_ULONG cCreated;
} JET_TABLECREATE2_W;
typedef JET_AW_(JET_TABLECREATE2_) JET_TABLECREATE2;
#endif
#if JET_VERSION >= 0x0601
typedef struct tagJET_TABLECREATE3_A {
    JET_ULONG cbStruct;
    char *szTableName;
    char *szTemplateTableName;
    JET_ULONG ulPages;
    JET_ULONG ulDensity;
    JET_COLUMNCREATE_A *rgcolumncreate;
    JET_ULONG cColumns;
    JET_INDEXCREATE2_A *rgindexcreate;
    JET_ULONG cIndexes;
    char *szCallback;
    JET_CBTYP cbtyp;
    JET_GRBIT grbit;
    JET_SPACEHINTS *pSeqSpacehints;
    JET_SPACEHINTS *pLVSpacehints;
    JET_ULONG cbSeparateLV;
    JET_TABLEID tableid;
    JET_ULONG cCreated;
} JET_TABLECREATE3_A;

typedef struct tagJET_TABLECREATE3_W {
    JET_ULONG cbStruct;
    WCHAR *szTableName;
    WCHAR *szTemplateTableName;
    JET_ULONG ulPages;
    JET_ULONG ulDensity;
    JET_COLUMNCREATE_W *rgcolumncreate;
    JET_ULONG cColumns;
    JET_INDEXCREATE2_W *rgindexcreate;
    JET_ULONG cIndexes;
    WCHAR *szCallback;
    JET_CBTYP cbtyp;
    JET_GRBIT grbit;
    JET_SPACEHINTS *pSeqSpacehints;
    JET_SPACEHINTS *pLVSpacehints;
    JET_ULONG cbSeparateLV;
    JET_TABLEID tableid;
    JET_ULONG cCreated;
} JET_TABLECREATE3_W;
typedef JET_AW_(JET_TABLECREATE3_) JET_TABLECREATE3;
#endif
#if JET_VERSION >= 0x0602
typedef struct tagJET_TABLECREATE4_A {
    JET_ULONG cbStruct;
    char *szTableName;
    char *szTemplateTableName;
    JET_ULONG ulPages;
    JET_ULONG ulDensity;
    JET_COLUMNCREATE_A *rgcolumncreate;
    JET_ULONG cColumns;
    JET_INDEXCREATE3_A *rgindexcreate;
    JET_ULONG cIndexes;
    char *szCallback;
    JET_CBTYP cbtyp;
    JET_GRBIT grbit;
    JET_SPACEHINTS *pSeqSpacehints;
    JET_SPACEHINTS *pLVSpacehints;
    JET_ULONG cbSeparateLV;
    JET_TABLEID tableid;
    JET_ULONG cCreated;
} JET_TABLECREATE4_A;

typedef struct tagJET_TABLECREATE4_W {
    JET_ULONG cbStruct;
    WCHAR *szTableName;
    WCHAR *szTemplateTableName;
    JET_ULONG ulPages;
    JET_ULONG ulDensity;
    JET_COLUMNCREATE_W *rgcolumncreate;
    JET_ULONG cColumns;
    JET_INDEXCREATE3_W *rgindexcreate;
    JET_ULONG cIndexes;
    WCHAR *szCallback;
    JET_CBTYP cbtyp;
    JET_GRBIT grbit;
    JET_SPACEHINTS *pSeqSpacehints;
    JET_SPACEHINTS *pLVSpacehints;
    JET_ULONG cbSeparateLV;
    JET_TABLEID tableid;
    JET_ULONG cCreated;
} JET_TABLECREATE4_W;
typedef JET_AW_(JET_TABLECREATE4_) JET_TABLECREATE4;
#endif
#if JET_VERSION >= 0x0a01
typedef struct tagJET_TABLECREATE5_A {
    JET_ULONG cbStruct;
    char *szTableName;
    char *szTemplateTableName;
    JET_ULONG ulPages;
    JET_ULONG ulDensity;
    JET_COLUMNCREATE_A *rgcolumncreate;
    JET_ULONG cColumns;
    JET_INDEXCREATE3_A *rgindexcreate;
    JET_ULONG cIndexes;
    char *szCallback;
    JET_CBTYP cbtyp;
    JET_GRBIT grbit;
    JET_SPACEHINTS *pSeqSpacehints;
    JET_SPACEHINTS *pLVSpacehints;
    JET_ULONG cbSeparateLV;
    JET_ULONG cbLVChunkMax;
    JET_TABLEID tableid;
    JET_ULONG cCreated;
} JET_TABLECREATE5_A;

typedef struct tagJET_TABLECREATE5_W {
    JET_ULONG cbStruct;
    WCHAR *szTableName;
    WCHAR *szTemplateTableName;
    JET_ULONG ulPages;
    JET_ULONG ulDensity;
    JET_COLUMNCREATE_W *rgcolumncreate;
    JET_ULONG cColumns;
    JET_INDEXCREATE3_W *rgindexcreate;
    JET_ULONG cIndexes;
    WCHAR *szCallback;
    JET_CBTYP cbtyp;
    JET_GRBIT grbit;
    JET_SPACEHINTS *pSeqSpacehints;
    JET_SPACEHINTS *pLVSpacehints;
    JET_ULONG cbSeparateLV;
    JET_ULONG cbLVChunkMax;
    JET_TABLEID tableid;
    JET_ULONG cCreated;
} JET_TABLECREATE5_W;
typedef JET_AW_(JET_TABLECREATE5_) JET_TABLECREATE5;
#endif
#if JET_VERSION >= 0x0600

/* A temporary table to create. */
typedef struct tagJET_OPENTEMPORARYTABLE {
    JET_ULONG cbStruct;
    const JET_COLUMNDEF *prgcolumndef;
    JET_ULONG ccolumn;
    JET_UNICODEINDEX *pidxunicode;
    JET_GRBIT grbit;
    JET_COLUMNID *prgcolumnid;
    JET_ULONG cbKeyMost;
    JET_ULONG cbVarSegMac;
    JET_TABLEID tableid;
} JET_OPENTEMPORARYTABLE;
#endif
#if JET_VERSION >= 0x0602
typedef struct tagJET_OPENTEMPORARYTABLE2 {
    JET_ULONG cbStruct;
    const JET_COLUMNDEF *prgcolumndef;
    JET_ULONG ccolumn;
    JET_UNICODEINDEX2 *pidxunicode;
    JET_GRBIT grbit;
    JET_COLUMNID *prgcolumnid;
    JET_ULONG cbKeyMost;
    JET_ULONG cbVarSegMac;
    JET_TABLEID tableid;
} JET_OPENTEMPORARYTABLE2;
#endif

/* One column value to set. */
typedef struct {
    JET_COLUMNID columnid;
    const void *pvData;
    JET_ULONG cbData;
    JET_GRBIT grbit;
    JET_ULONG ibLongValue;
    JET_ULONG itagSequence;
    JET_ERR err;
} JET_SETCOLUMN;

/* Which part of which value is set. */
typedef struct {
    JET_ULONG cbStruct;
    JET_ULONG ibLongValue;
    JET_ULONG itagSequence;
} JET_SETINFO;

/* One column value to read. */
typedef struct {
    JET_COLUMNID columnid;
    void *pvData;
    JET_ULONG cbData;
    JET_ULONG cbActual;
    JET_GRBIT grbit;
    JET_ULONG ibLongValue;
    JET_ULONG itagSequence;
    JET_COLUMNID columnidNextTagged;
    JET_ERR err;
} JET_RETRIEVECOLUMN;

/* Which part of which value is read. */
typedef struct {
    JET_ULONG cbStruct;
    JET_ULONG ibLongValue;
    JET_ULONG itagSequence;
    JET_COLUMNID columnidNextTagged;
} JET_RETINFO;

/* A column of a record and how many values it has. */
typedef struct {
    JET_COLUMNID columnid;
    unsigned short cMultiValues;
    JET_ANONYMOUS union {
        unsigned short usFlags;
        JET_ANONYMOUS struct {
            unsigned short fLongValue : 1;
            unsigned short fDefaultValue : 1;
            unsigned short fNullOverride : 1;
            unsigned short fDerived : 1;
        };
    };
} JET_RETRIEVEMULTIVALUECOUNT;
#if JET_VERSION >= 0x0501

/* A column, and the values of it, to enumerate. */
typedef struct {
    JET_COLUMNID columnid;
    JET_ULONG ctagSequence;
    JET_ULONG *rgtagSequence;
} JET_ENUMCOLUMNID;

/* One value of a column. */
typedef struct {
    JET_ULONG itagSequence;
    JET_ERR err;
    JET_ULONG cbData;
    void *pvData;
} JET_ENUMCOLUMNVALUE;

/* A column with its values; with one value, in the compressed form, the value itself. */
typedef struct {
    JET_COLUMNID columnid;
    JET_ERR err;
    JET_ANONYMOUS union {
        JET_ANONYMOUS struct {
            JET_ULONG cEnumColumnValue;
            JET_ENUMCOLUMNVALUE *rgEnumColumnValue;
        };
        JET_ANONYMOUS struct {
            JET_ULONG cbData;
            void *pvData;
        };
    };
} JET_ENUMCOLUMN;
#endif
#if JET_VERSION >= 0x0600

/* What a record occupies. Each later form appends fields. */
typedef struct {
    JET_UINT64 cbData;
    JET_UINT64 cbLongValueData;
    JET_UINT64 cbOverhead;
    JET_UINT64 cbLongValueOverhead;
    JET_UINT64 cNonTaggedColumns;
    JET_UINT64 cTaggedColumns;
    JET_UINT64 cLongValues;
    JET_UINT64 cMultiValues;
} JET_RECSIZE;
#endif
#if JET_VERSION >= 0x0601
typedef struct {
    JET_UINT64 cbData;
    JET_UINT64 cbLongValueData;
    JET_UINT64 cbOverhead;
    JET_UINT64 cbLongValueOverhead;
    JET_UINT64 cNonTaggedColumns;
    JET_UINT64 cTaggedColumns;
    JET_UINT64 cLongValues;
    JET_UINT64 cMultiValues;
    JET_UINT64 cCompressedColumns;
    JET_UINT64 cbDataCompressed;
    JET_UINT64 cbLongValueDataCompressed;
} JET_RECSIZE2;
#endif
#if JET_VERSION >= 0x0a01
typedef struct {
    JET_UINT64 cbData;
    JET_UINT64 cbLongValueData;
    JET_UINT64 cbOverhead;
    JET_UINT64 cbLongValueOverhead;
    JET_UINT64 cNonTaggedColumns;
    JET_UINT64 cTaggedColumns;
    JET_UINT64 cLongValues;
    JET_UINT64 cMultiValues;
    JET_UINT64 cCompressedColumns;
    JET_UINT64 cbDataCompressed;
    JET_UINT64 cbLongValueDataCompressed;
    JET_UINT64 cbIntrinsicLongValueData;
    JET_UINT64 cbIntrinsicLongValueDataCompressed;
    JET_UINT64 cIntrinsicLongValues;
    JET_UINT64 cbKey;
} JET_RECSIZE3;
#endif

/* Approximate position of an entry in an index. */
typedef struct {
    JET_ULONG cbStruct;
    JET_ULONG centriesLT;
    JET_ULONG centriesInRange;
    JET_ULONG centriesTotal;
} JET_RECPOS;

/* JET_RECPOS with 64-bit counts. */
typedef struct {
    JET_ULONG cbStruct;
    JET_ULONG centriesLTDeprecated;
    JET_ULONG centriesInRangeDeprecated;
    JET_ULONG centriesTotalDeprecated;
    JET_UINT64 centriesLT;
    JET_UINT64 centriesTotal;
} JET_RECPOS2;

/* Temporary table with the bookmarks of records. */
typedef struct {
    JET_ULONG cbStruct;
    JET_TABLEID tableid;
    JET_ULONG cRecord;
    JET_COLUMNID columnidBookmark;
} JET_RECORDLIST;

/* A cursor with an index range, to intersect. */
typedef struct {
    JET_ULONG cbStruct;
    JET_TABLEID tableid;
    JET_GRBIT grbit;
} JET_INDEXRANGE;
#if JET_VERSION >= 0x0602

/* A comparison with the value of a column. */
typedef struct {
    JET_COLUMNID columnid;
    JET_RELOP relop;
    void *pv;
    JET_ULONG cb;
    JET_GRBIT grbit;
} JET_INDEX_COLUMN;

/* A range of an index by its first and last key. */
typedef struct {
    JET_INDEX_COLUMN *rgStartColumns;
    JET_ULONG cStartColumns;
    JET_INDEX_COLUMN *rgEndColumns;
    JET_ULONG cEndColumns;
} JET_INDEX_RANGE;
#endif

/* Options of JetCompact; unused today. */
typedef struct tagCONVERT_A {
    char *szOldDll;
    JET_ANONYMOUS union {
        JET_ULONG fFlags;
        JET_ANONYMOUS struct {
            JET_ULONG fSchemaChangesOnly : 1;
        };
    };
} JET_CONVERT_A;

typedef struct tagCONVERT_W {
    WCHAR *szOldDll;
    JET_ANONYMOUS union {
        JET_ULONG fFlags;
        JET_ANONYMOUS struct {
            JET_ULONG fSchemaChangesOnly : 1;
        };
    };
} JET_CONVERT_W;
typedef JET_AW_(JET_CONVERT_) JET_CONVERT;
#if JET_VERSION >= 0x0501
typedef struct tagDDLADDCALLBACK_A {
    char *szTable;
    char *szCallback;
    JET_CBTYP cbtyp;
} JET_DDLADDCALLBACK_A;

typedef struct tagDDLADDCALLBACK_W {
    WCHAR *szTable;
    WCHAR *szCallback;
    JET_CBTYP cbtyp;
} JET_DDLADDCALLBACK_W;
typedef JET_AW_(JET_DDLADDCALLBACK_) JET_DDLADDCALLBACK;
#endif

typedef struct tagDDLCHANGECOLUMN_A {
    char *szTable;
    char *szColumn;
    JET_COLTYP coltypNew;
    JET_GRBIT grbitNew;
} JET_DDLCHANGECOLUMN_A;

typedef struct tagDDLCHANGECOLUMN_W {
    WCHAR *szTable;
    WCHAR *szColumn;
    JET_COLTYP coltypNew;
    JET_GRBIT grbitNew;
} JET_DDLCHANGECOLUMN_W;
typedef JET_AW_(JET_DDLCHANGECOLUMN_) JET_DDLCHANGECOLUMN;

typedef struct tagDDLMAXCOLUMNSIZE_A {
    char *szTable;
    char *szColumn;
    JET_ULONG cbMax;
} JET_DDLMAXCOLUMNSIZE_A;

typedef struct tagDDLMAXCOLUMNSIZE_W {
    WCHAR *szTable;
    WCHAR *szColumn;
    JET_ULONG cbMax;
} JET_DDLMAXCOLUMNSIZE_W;
typedef JET_AW_(JET_DDLMAXCOLUMNSIZE_) JET_DDLMAXCOLUMNSIZE;

typedef struct tagDDLADDCONDITIONALCOLUMNSTOALLINDEXES_A {
    char *szTable;
    JET_CONDITIONALCOLUMN_A *rgconditionalcolumn;
    JET_ULONG cConditionalColumn;
} JET_DDLADDCONDITIONALCOLUMNSTOALLINDEXES_A;

typedef struct tagDDLADDCONDITIONALCOLUMNSTOALLINDEXES_W {
    WCHAR *szTable;
    JET_CONDITIONALCOLUMN_W *rgconditionalcolumn;
    JET_ULONG cConditionalColumn;
} JET_DDLADDCONDITIONALCOLUMNSTOALLINDEXES_W;
typedef JET_AW_(JET_DDLADDCONDITIONALCOLUMNSTOALLINDEXES_) JET_DDLADDCONDITIONALCOLUMNSTOALLINDEXES;

typedef struct tagDDLADDCOLUMCALLBACK_A {
    char *szTable;
    char *szColumn;
    char *szCallback;
    void *pvCallbackData;
    JET_ULONG cbCallbackData;
} JET_DDLADDCOLUMNCALLBACK_A;

typedef struct tagDDLADDCOLUMCALLBACK_W {
    WCHAR *szTable;
    WCHAR *szColumn;
    WCHAR *szCallback;
    void *pvCallbackData;
    JET_ULONG cbCallbackData;
} JET_DDLADDCOLUMNCALLBACK_W;
typedef JET_AW_(JET_DDLADDCOLUMNCALLBACK_) JET_DDLADDCOLUMNCALLBACK;

typedef struct tagDDLINDEXDENSITY_A {
    char *szTable;
    char *szIndex;
    JET_ULONG ulDensity;
} JET_DDLINDEXDENSITY_A;

typedef struct tagDDLINDEXDENSITY_W {
    WCHAR *szTable;
    WCHAR *szIndex;
    JET_ULONG ulDensity;
} JET_DDLINDEXDENSITY_W;
typedef JET_AW_(JET_DDLINDEXDENSITY_) JET_DDLINDEXDENSITY;

typedef struct tagDDLCALLBACKDLL_A {
    char *szOldDLL;
    char *szNewDLL;
} JET_DDLCALLBACKDLL_A;

typedef struct tagDDLCALLBACKDLL_W {
    WCHAR *szOldDLL;
    WCHAR *szNewDLL;
} JET_DDLCALLBACKDLL_W;
typedef JET_AW_(JET_DDLCALLBACKDLL_) JET_DDLCALLBACKDLL;

/* Asynchronous call; unused today. */
typedef struct {
    void *pvReserved1;
    void *pvReserved2;
    JET_ULONG cbActual;
    JET_HANDLE hSig;
    JET_ERR err;
} JET_OLP;

/* A job for JetDBUtilities. */
typedef struct tagDBUTIL_A {
    JET_ULONG cbStruct;
    JET_SESID sesid;
    JET_DBID dbid;
    JET_TABLEID tableid;
    DBUTIL_OP op;
    EDBDUMP_OP edbdump;
    JET_GRBIT grbitOptions;
    JET_ANONYMOUS union {
        JET_ANONYMOUS struct {
            char *szDatabase;
            char *szSLV_ObsoleteAndUnused;
            char *szBackup;
            const char *szTable;
            const char *szIndex;
            char *szIntegPrefix;
            JET_LONG pgno;
            JET_LONG iline;
            JET_LONG lGeneration;
            JET_LONG isec;
            JET_LONG ib;
            JET_LONG cRetry;
            void *pfnCallback;
            void *pvCallback;
        };
        struct {
            char *szLog;
            char *szBase;
            void *pvBuffer;
            JET_LONG cbBuffer;
        } checksumlogfrommemory;
        struct {
            char *szDatabase;
            JET_ULONG pgnoFirst;
            JET_ULONG pgnoLast;
            void *pfnSpaceCatCallback;
            void *pvContext;
        } spcatOptions;
        struct {
            char *szDatabase;
            JET_ULONG pgnoFirst;
            JET_ULONG pgnoLast;
        } rbsOptions;
    };
} JET_DBUTIL_A;

typedef struct tagDBUTIL_W {
    JET_ULONG cbStruct;
    JET_SESID sesid;
    JET_DBID dbid;
    JET_TABLEID tableid;
    DBUTIL_OP op;
    EDBDUMP_OP edbdump;
    JET_GRBIT grbitOptions;
    JET_ANONYMOUS union {
        JET_ANONYMOUS struct {
            WCHAR *szDatabase;
            WCHAR *szSLV_ObsoleteAndUnused;
            WCHAR *szBackup;
            const WCHAR *szTable;
            const WCHAR *szIndex;
            WCHAR *szIntegPrefix;
            JET_LONG pgno;
            JET_LONG iline;
            JET_LONG lGeneration;
            JET_LONG isec;
            JET_LONG ib;
            JET_LONG cRetry;
            void *pfnCallback;
            void *pvCallback;
        };
        struct {
            WCHAR *szLog;
            WCHAR *szBase;
            void *pvBuffer;
            JET_LONG cbBuffer;
        } checksumlogfrommemory;
        struct {
            WCHAR *szDatabase;
            JET_ULONG pgnoFirst;
            JET_ULONG pgnoLast;
            void *pfnSpaceCatCallback;
            void *pvContext;
        } spcatOptions;
        struct {
            WCHAR *szDatabase;
            JET_ULONG pgnoFirst;
            JET_ULONG pgnoLast;
        } rbsOptions;
    };
} JET_DBUTIL_W;
typedef JET_AW_(JET_DBUTIL_) JET_DBUTIL;
#if JET_VERSION >= 0x0600

/* What JetGetPageInfo says about a page image. */
typedef struct tagJET_PAGEINFO {
    JET_ULONG pgno;
    JET_ULONG fPageIsInitialized : 1;
    JET_ULONG fCorrectableError : 1;
    JET_UINT64 checksumActual;
    JET_UINT64 checksumExpected;
    JET_UINT64 dbtime;
    JET_UINT64 structureChecksum;
    JET_UINT64 flags;
} JET_PAGEINFO;
#endif
#if JET_VERSION >= 0x0601
typedef struct tagJET_PAGEINFO2 {
    JET_PAGEINFO pageInfo;
    JET_UINT64 rgChecksumActual[3];
    JET_UINT64 rgChecksumExpected[3];
} JET_PAGEINFO2;
#endif

/* The space categories of one page (opDBUTILDumpSpaceCategory). */
#if JET_VERSION >= 0x0a01
typedef void(JET_API *JET_SPCATCALLBACK)(const JET_ULONG pgno, const JET_ULONG objid,
                                         const SpaceCategoryFlags spcatf, void *const pvContext);
#endif
#if JET_VERSION >= 0x0601
typedef struct _BTREE_STATS_BASIC_CATALOG {
    JET_ULONG cbStruct;
    JET_BTREETYPE eType;
    WCHAR rgName[64];
    JET_ULONG objidFDP;
    JET_ULONG pgnoFDP;
    JET_SPACEHINTS *pSpaceHints;
} BTREE_STATS_BASIC_CATALOG;

typedef struct _BTREE_SPACE_EXTENT_INFO {
    JET_ULONG iPool;
    JET_ULONG pgnoLast;
    JET_ULONG cpgExtent;
    JET_ULONG pgnoSpaceNode;
} BTREE_SPACE_EXTENT_INFO;

typedef struct _BTREE_STATS_SPACE_TREES {
    JET_ULONG cbStruct;
    JET_ULONG cpgPrimary;
    JET_ULONG cpgLastAlloc;
    JET_ULONG fMultiExtent;
    JET_ULONG pgnoOE;
    JET_ULONG pgnoAE;
    JET_ULONG cpgOwned;
    JET_ULONG cpgOwnedCache;
    JET_ULONG cpgAvailable;
    JET_ULONG cpgAvailableCache;
    JET_ULONG cpgSpaceTreeAvailable;
    JET_ULONG cpgReserved;
    JET_ULONG cpgShelved;
    int fAutoIncPresents;
    JET_UINT64 qwAutoInc;
    JET_ULONG cOwnedExtents;
    BTREE_SPACE_EXTENT_INFO *prgOwnedExtents;
    JET_ULONG cAvailExtents;
    BTREE_SPACE_EXTENT_INFO *prgAvailExtents;
} BTREE_STATS_SPACE_TREES;

typedef struct {
    JET_ULONG cbStruct;
    JET_HISTO *phistoFreeBytes;
    JET_HISTO *phistoNodeCounts;
    JET_HISTO *phistoKeySizes;
    JET_HISTO *phistoDataSizes;
    JET_HISTO *phistoKeyCompression;
    JET_HISTO *phistoResvTagSizes;
    JET_HISTO *phistoUnreclaimedBytes;
    JET_INT64 cVersionedNodes;
} BTREE_STATS_PAGE_SPACE;

typedef struct _BTREE_STATS_PARENT_OF_LEAF {
    JET_ULONG cbStruct;
    JET_ULONG fEmpty;
    JET_ULONG cpgInternal;
    JET_ULONG cpgData;
    JET_ULONG cDepth;
    JET_HISTO *phistoIOContiguousRuns;
    JET_ULONG cForwardScans;
    BTREE_STATS_PAGE_SPACE *pInternalPageStats;
} BTREE_STATS_PARENT_OF_LEAF;
#endif
#if JET_VERSION >= 0x0602
typedef struct _BTREE_STATS_LV {
    JET_ULONG cbStruct;
    JET_INT64 cLVRefs;
    JET_INT64 cCorruptLVs;
    JET_INT64 cSeparatedRootChunks;
    JET_INT64 cPartiallyDeletedLVs;
    JET_UINT64 lidMax;
    int cbLVChunkMax;
    JET_HISTO *phistoLVSize;
    JET_HISTO *phistoLVComp;
    JET_HISTO *phistoLVRatio;
    JET_HISTO *phistoLVSeeks;
    JET_HISTO *phistoLVBytes;
    JET_HISTO *phistoLVExtraSeeks;
    JET_HISTO *phistoLVExtraBytes;
} BTREE_STATS_LV;
#endif
#if JET_VERSION >= 0x0601

/* Statistics of a tree: the parts that were asked for. */
typedef struct _BTREE_STATS {
    JET_ULONG cbStruct;
    JET_ULONG grbitData;
    struct _BTREE_STATS *pParent;
    BTREE_STATS_BASIC_CATALOG *pBasicCatalog;
    BTREE_STATS_SPACE_TREES *pSpaceTrees;
    BTREE_STATS_PARENT_OF_LEAF *pParentOfLeaf;
    BTREE_STATS_PAGE_SPACE *pFullWalk;
    struct _BTREE_STATS_LV *pLvData;
    JET_ULONG fPgnoFDPRootDelete;
} BTREE_STATS;
#endif

/* The statistics of one tree (opDBUTILDumpSpace). */
#if JET_VERSION >= 0x0601
typedef JET_ERR(JET_API *JET_PFNSPACEDATA)(BTREE_STATS *pBTreeStats, JET_API_PTR pvContext);
#endif
#if JET_VERSION >= 0x0601

/* Which part of the log is handed out. */
typedef struct tag_JET_EMITDATACTX {
    JET_ULONG cbStruct;
    JET_ULONG dwVersion;
    JET_UINT64 qwSequenceNum;
    JET_GRBIT grbitOperationalFlags;
    JET_LOGTIME logtimeEmit;
    JET_LGPOS lgposLogData;
    JET_ULONG cbLogData;
} JET_EMITDATACTX;
#endif

/* Receives the log as it is written (JET_paramEmitLogDataCallback). */
#if JET_VERSION >= 0x0601
typedef JET_ERR(JET_API *JET_PFNEMITLOGDATA)(JET_INSTANCE instance, JET_EMITDATACTX *pEmitLogDataCtx,
                                             void *pvLogData, JET_ULONG cbLogData, void *callbackCtx);
#endif

/* Receives traces, and the names of trace tags (JetTracing). */
#if JET_VERSION >= 0x0600
typedef void(JET_API *JET_PFNTRACEEMIT)(const JET_TRACETAG tag, JET_PCSTR szPrefix, JET_PCSTR szTrace,
                                        const JET_API_PTR ul);
typedef void(JET_API *JET_PFNTRACEREGISTER)(const JET_TRACETAG tag, JET_PCSTR szDesc, JET_API_PTR *pul);
#endif
#if JET_VERSION >= 0x0601
typedef struct tagJET_TESTHOOKUNITTEST2 {
    JET_ULONG cbStruct;
    char *szTestName;
    JET_DBID dbidTestOn;
} JET_TESTHOOKUNITTEST2;

typedef struct tagJET_TESTHOOKTESTINJECTION {
    JET_ULONG cbStruct;
    JET_ULONG ulID;
    JET_API_PTR pv;
    JET_TESTINJECTIONTYPE type;
    JET_ULONG ulProbability;
    JET_GRBIT grbit;
} JET_TESTHOOKTESTINJECTION;

typedef struct tagJET_TESTHOOKAPIHOOKING {
    JET_ULONG cbStruct;
    const void *pfnOld;
    const void *pfnNew;
} JET_TESTHOOKAPIHOOKING;

typedef struct tagJET_TESTHOOKTRACETESTMARKER {
    JET_ULONG cbStruct;
    const char *szAnnotation;
    JET_UINT64 qwMarkerID;
} JET_TESTHOOKTRACETESTMARKER;

typedef struct tagJET_TESTHOOKTIMEINJECTION {
    JET_ULONG cbStruct;
    JET_ULONG tickNow;
    JET_ULONG eTimeInjWrapMode;
    JET_ULONG dtickTimeInjWrapOffset;
    JET_ULONG dtickTimeInjAccelerant;
} JET_TESTHOOKTIMEINJECTION;

typedef struct tagJET_TESTHOOKCACHEQUERY {
    JET_ULONG cbStruct;
    JET_LONG cCacheQuery;
    char **rgszCacheQuery;
    void *pvOut;
} JET_TESTHOOKCACHEQUERY;

typedef struct tagJET_TESTHOOKEVICTCACHE {
    JET_ULONG cbStruct;
    JET_API_PTR ulTargetContext;
    JET_API_PTR ulTargetData;
    JET_GRBIT grbit;
} JET_TESTHOOKEVICTCACHE;

typedef struct tagJET_TESTHOOKCORRUPT {
    JET_ULONG cbStruct;
    JET_GRBIT grbit;
    JET_ANONYMOUS union {
#pragma pack(push, 8)
        struct {
            JET_PWSTR wszDatabaseFilePath;
            JET_INT64 pgnoTarget;
            JET_INT64 iSubTarget;
        } CorruptDatabaseFile;
#pragma pack(pop)
        struct {
            JET_API_PTR pbPageImageTarget;
            JET_ULONG cbPageImage;
            JET_INT64 pgnoTarget;
            JET_INT64 iSubTarget;
        } CorruptDatabasePageImage;
    };
} JET_TESTHOOKCORRUPT;

typedef struct tagJET_TESTHOOKALTERDBFILEHDR {
    JET_PWSTR szDatabase;
    JET_ULONG ibField;
    JET_ULONG cbField;
    char *pbField;
    JET_GRBIT grbit;
} JET_TESTHOOKALTERDBFILEHDR;
#endif

/* -----------------------------------------------------------------------------------------------------------
 * Errors and warnings
 *
 * Negative numbers are errors, positive ones warnings.
 */

/* call completed without warning or error */
#define JET_errSuccess 0
/* entry point or option is a stub with no implementation (value is -1, so it tests as a failure) */
#define JET_wrnNyi (-1)
/* fault-simulator forced this failure (test builds) */
#define JET_errRfsFailure (-100)
/* fault simulator was not switched on (test builds) */
#define JET_errRfsNotArmed (-101)
/* closing an OS file failed (no longer produced) */
#define JET_errFileClose (-102)
/* a worker thread could not be created */
#define JET_errOutOfThreads (-103)
/* too many I/O requests outstanding */
#define JET_errTooManyIO (-105)
/* a queued background job was discarded */
#define JET_errTaskDropped (-106)
/* generic internal failure */
#define JET_errInternalError (-107)
/* feature left out of this engine build */
#define JET_errDisabledFunctionality (-112)
/* a needed OS facility could not be loaded */
#define JET_errUnloadableOSFunctionality (-113)
/* required hardware is absent */
#define JET_errDeviceMissing (-114)
/* required hardware is set up wrongly */
#define JET_errDeviceMisconfigured (-115)
/* hardware did not answer in time */
#define JET_errDeviceTimeout (-116)
/* hardware misbehaved */
#define JET_errDeviceFailure (-118)
/* page write-order bookkeeping is inconsistent */
#define JET_errDatabaseBufferDependenciesCorrupted (-255)
/* version-store entries are still live */
#define JET_wrnRemainingVersions 321
/* replay found a version that should not exist */
#define JET_errPreviousVersion (-322)
/* internal page edge signal, unused */
#define JET_errPageBoundary (-323)
/* internal key edge signal, unused */
#define JET_errKeyBoundary (-324)
/* sibling page pointers disagree */
#define JET_errBadPageLink (-327)
/* bookmark points nowhere, unused */
#define JET_errBadBookmark (-328)
/* an OS call failed in a utility */
#define JET_errNTSystemCallFailed (-334)
/* parent page pointer disagrees with child */
#define JET_errBadParentPageLink (-338)
/* free-space cache disagreed with tree, unused */
#define JET_errSPAvailExtCacheOutOfSync (-340)
/* free-space tree is damaged */
#define JET_errSPAvailExtCorrupted (-341)
/* no memory for free-space cache, unused */
#define JET_errSPAvailExtCacheOutOfMemory (-342)
/* owned-space tree is damaged */
#define JET_errSPOwnExtCorrupted (-343)
/* page time stamp is beyond the database time */
#define JET_errDbTimeCorrupted (-344)
/* seek with uniqueness check landed on a key with exactly one entry */
#define JET_wrnUniqueKey 345
/* key would not fit and the index forbids truncation */
#define JET_errKeyTruncated (-346)
/* pages were lost from space accounting */
#define JET_errDatabaseLeakInSpace (-348)
/* a page is empty where entries must exist */
#define JET_errBadEmptyPage (-351)
/* page holds fewer entries than referenced */
#define JET_errBadLineCount (-354)
/* page slot array is damaged */
#define JET_errPageTagCorrupted (-357)
/* entry size fields are damaged */
#define JET_errNodeCorrupted (-358)
/* value lives in the long-value tree */
#define JET_wrnSeparateLongValue 406
/* alias of JET_wrnSeekNotEqual */
#define JET_wrnRecordFoundGreater 1039
/* alias of JET_wrnSeekNotEqual */
#define JET_wrnRecordFoundLess 1039
/* alias of JET_errNullInvalid */
#define JET_errColumnIllegalNull (-1504)
/* key exceeds the limit (not raised by current code; truncation is silent) */
#define JET_errKeyTooBig (-408)
/* value marked in-record-only does not fit in the record */
#define JET_errCannotSeparateIntrinsicLV (-416)
/* operation refused on an out-of-record value */
#define JET_errSeparatedLongValue (-421)
/* preread column is not an LV column */
#define JET_errMustBeSeparateLongValue (-423)
/* LV preread refused on a secondary index */
#define JET_errInvalidPreread (-424)
/* column reference blob is malformed */
#define JET_errInvalidColumnReference (-426)
/* column reference no longer resolves */
#define JET_errStaleColumnReference (-427)
/* record stream reached its end */
#define JET_wrnNoMoreRecords 428
/* decompressed data failed its checksum */
#define JET_errCompressionIntegrityCheckFailed (-431)
/* deferred index fill stopped early, call again */
#define JET_wrnIndexDeferredPopulateIncomplete 432
/* deferred index fill was interrupted */
#define JET_wrnIndexDeferredPopulateHalted 433
/* deferred index fill cannot run now */
#define JET_errIndexDeferredPopulateCurrentlyUnavailable (-434)
/* log record cannot be replayed */
#define JET_errInvalidLoggedOperation (-500)
/* log file failed validation */
#define JET_errLogFileCorrupt (-501)
/* backup destination missing */
#define JET_errNoBackupDirectory (-503)
/* backup destination holds files */
#define JET_errBackupDirectoryNotEmpty (-504)
/* another backup is running */
#define JET_errBackupInProgress (-505)
/* a restore or recovery is running in the instance */
#define JET_errRestoreInProgress (-506)
/* log at the checkpoint is absent */
#define JET_errMissingPreviousLogFile (-509)
/* log write failed; instance can no longer update */
#define JET_errLogWriteFail (-510)
/* logging refused because recovery failed */
#define JET_errLogDisabledDueToRecoveryFailure (-511)
/* logging attempted during redo */
#define JET_errCannotLogDuringRecoveryRedo (-512)
/* file name and header generation differ */
#define JET_errLogGenerationMismatch (-513)
/* log format not understood by this engine */
#define JET_errBadLogVersion (-514)
/* adjacent logs do not chain */
#define JET_errInvalidLogSequence (-515)
/* operation needs logging but recovery is off */
#define JET_errLoggingDisabled (-516)
/* one log record is larger than the buffer */
#define JET_errLogBufferTooSmall (-517)
/* generation numbers exhausted */
#define JET_errLogSequenceEnd (-519)
/* call needs an active backup */
#define JET_errNoBackup (-520)
/* backup calls made out of order */
#define JET_errInvalidBackupSequence (-521)
/* backup not permitted in the current state */
#define JET_errBackupNotAllowedYet (-523)
/* old backup file could not be removed */
#define JET_errDeleteBackupFileFail (-524)
/* backup directory could not be made */
#define JET_errMakeBackupDirectoryFail (-525)
/* incremental backup impossible with circular logging */
#define JET_errInvalidBackup (-526)
/* restore finished with problems */
#define JET_errRecoveredWithErrors (-527)
/* a required log file is absent */
#define JET_errMissingLogFile (-528)
/* log volume is full */
#define JET_errLogDiskFull (-529)
/* log belongs to another sequence */
#define JET_errBadLogSignature (-530)
/* database identity stamp does not match */
#define JET_errBadDbSignature (-531)
/* checkpoint belongs to another log sequence */
#define JET_errBadCheckpointSignature (-532)
/* checkpoint file failed validation */
#define JET_errCheckpointCorrupt (-533)
/* patch page absent during restore */
#define JET_errMissingPatchPage (-534)
/* patch page invalid */
#define JET_errBadPatchPage (-535)
/* replay stopped because logs became unreadable */
#define JET_errRedoAbruptEnded (-536)
/* patch file missing from backup set */
#define JET_errPatchFileMissing (-538)
/* database and logs are unrelated */
#define JET_errDatabaseLogSetMismatch (-539)
/* streaming file does not belong to database */
#define JET_errDatabaseStreamingFileMismatch (-540)
/* log size differs from the parameter */
#define JET_errLogFileSizeMismatch (-541)
/* checkpoint file absent */
#define JET_errCheckpointFileNotFound (-542)
/* recovery needs logs that are not there */
#define JET_errRequiredLogFilesMissing (-543)
/* crash recovery refused on a backup copy */
#define JET_errSoftRecoveryOnBackupDatabase (-544)
/* recovery done but log size differs from parameter */
#define JET_errLogFileSizeMismatchDatabasesConsistent (-545)
/* log sector size differs from volume */
#define JET_errLogSectorSizeMismatch (-546)
/* recovery done but log sector size differs */
#define JET_errLogSectorSizeMismatchDatabasesConsistent (-547)
/* recovery done but generation numbers are exhausted */
#define JET_errLogSequenceEndDatabasesConsistent (-548)
/* streaming data cannot be replayed */
#define JET_errStreamingDataNotLogged (-549)
/* database needs recovery before it can be attached */
#define JET_errDatabaseDirtyShutdown (-550)
/* alias of JET_errDatabaseDirtyShutdown */
#define JET_errDatabaseInconsistent (-550)
/* last-consistent position does not match logs */
#define JET_errConsistentTimeMismatch (-551)
/* patch file from another backup */
#define JET_errDatabasePatchFileMismatch (-552)
/* restore end generation too low */
#define JET_errEndingRestoreLogTooLow (-553)
/* restore start generation too high */
#define JET_errStartingRestoreLogTooHigh (-554)
/* supplied log has foreign signature */
#define JET_errGivenLogFileHasBadSignature (-555)
/* supplied logs have a gap */
#define JET_errGivenLogFileIsNotContiguous (-556)
/* restore logs missing */
#define JET_errMissingRestoreLogFiles (-557)
/* log already present has foreign signature */
#define JET_wrnExistingLogFileHasBadSignature 558
/* log already present leaves a gap */
#define JET_wrnExistingLogFileIsNotContiguous 559
/* no full backup precedes this incremental one */
#define JET_errMissingFullBackup (-560)
/* backup file size is not page aligned */
#define JET_errBadBackupDatabaseSize (-561)
/* nothing to upgrade */
#define JET_errDatabaseAlreadyUpgraded (-562)
/* format upgrade was interrupted */
#define JET_errDatabaseIncompleteUpgrade (-563)
/* internal skip signal */
#define JET_wrnSkipThisRecord 564
/* newest logs missing for roll-forward */
#define JET_errMissingCurrentLogFiles (-565)
/* page older than log record expects */
#define JET_errDbTimeTooOld (-566)
/* page newer than log record expects */
#define JET_errDbTimeTooNew (-567)
/* a file required in the backup is missing */
#define JET_errMissingFileToBackup (-569)
/* torn log write found in backup set */
#define JET_errLogTornWriteDuringHardRestore (-570)
/* torn log write found while rolling forward */
#define JET_errLogTornWriteDuringHardRecovery (-571)
/* damaged log found in backup set */
#define JET_errLogCorruptDuringHardRestore (-573)
/* damaged log found while rolling forward */
#define JET_errLogCorruptDuringHardRecovery (-574)
/* switch recovery off before upgrade */
#define JET_errMustDisableLoggingForDbUpgrade (-575)
/* restore target instance wrong */
#define JET_errBadRestoreTargetInstance (-577)
/* restore target instance is active */
#define JET_wrnTargetInstanceRunning 578
/* redo finished, undo skipped on request */
#define JET_errRecoveredWithoutUndo (-579)
/* restore set mixes snapshots */
#define JET_errDatabasesNotFromSameSnapshot (-580)
/* crash recovery refused on snapshot copy */
#define JET_errSoftRecoveryOnSnapshot (-581)
/* committed logs lost from the end */
#define JET_errCommittedLogFilesMissing (-582)
/* volume sector size unsupported */
#define JET_errSectorSizeNotSupported (-583)
/* redo finished and undo was not needed */
#define JET_errRecoveredWithoutUndoDatabasesConsistent (-584)
/* database is consistent but newest commits were lost */
#define JET_wrnCommittedLogFilesLost 585
/* committed log is damaged */
#define JET_errCommittedLogFileCorrupt (-586)
/* damaged trailing logs were discarded */
#define JET_wrnCommittedLogFilesRemoved 587
/* client asked init to run undo */
#define JET_wrnFinishWithUndo 588
/* rolling log checksum does not chain */
#define JET_errLogSequenceChecksumMismatch (-590)
/* damage was found and repaired */
#define JET_wrnDatabaseRepaired 595
/* replicas disagree on page initialised state */
#define JET_errPageInitializedMismatch (-596)
/* buffer too small for text conversion */
#define JET_errUnicodeTranslationBufferTooSmall (-601)
/* text normalisation failed */
#define JET_errUnicodeTranslationFail (-602)
/* OS cannot normalise for that locale/version */
#define JET_errUnicodeNormalizationNotSupported (-603)
/* locale could not be validated */
#define JET_errUnicodeLanguageValidationFailure (-604)
/* log on disk has foreign signature */
#define JET_errExistingLogFileHasBadSignature (-610)
/* log on disk leaves a gap */
#define JET_errExistingLogFileIsNotContiguous (-611)
/* log checksum wrong during backup */
#define JET_errLogReadVerifyFailure (-612)
/* too many logs since checkpoint; updates refused */
#define JET_errCheckpointDepthTooDeep (-614)
/* restore source is not a backup copy */
#define JET_errRestoreOfNonBackupDatabase (-615)
/* truncation would drop logs not copied */
#define JET_errLogFileNotCopied (-616)
/* surrogate backup is active */
#define JET_errSurrogateBackupInProgress (-617)
/* transaction spans too many logs */
#define JET_errTransactionTooLong (-618)
/* format version below what engine can keep */
#define JET_errEngineFormatVersionNoLongerSupportedTooLow (-619)
/* format version above what engine knows */
#define JET_errEngineFormatVersionNotYetImplementedTooHigh (-620)
/* feature needs a higher format version setting */
#define JET_errEngineFormatVersionParamTooLowForRequestedFeature (-621)
/* logs already use a newer format */
#define JET_errEngineFormatVersionSpecifiedTooLowForLogVersion (-622)
/* database already uses a newer format */
#define JET_errEngineFormatVersionSpecifiedTooLowForDatabaseVersion (-623)
/* page newer than the required range allows */
#define JET_errDbTimeBeyondMaxRequired (-625)
/* log record contradicts database state */
#define JET_errLogOperationInconsistentWithDatabase (-626)
/* engine cancelled the backup */
#define JET_errBackupAbortByServer (-801)
/* option bits unknown or not combinable */
#define JET_errInvalidGrbit (-900)
/* instance is shutting down */
#define JET_errTermInProgress (-1000)
/* API or info level not supported */
#define JET_errFeatureNotAvailable (-1001)
/* object name breaks the naming rules */
#define JET_errInvalidName (-1002)
/* argument rejected */
#define JET_errInvalidParameter (-1003)
/* column is NULL; nothing copied */
#define JET_wrnColumnNull 1004
/* value longer than buffer; prefix copied */
#define JET_wrnBufferTruncated 1006
/* database was already attached by this instance */
#define JET_wrnDatabaseAttached 1007
/* file is read-only and read/write attach was asked */
#define JET_errDatabaseFileReadOnly (-1008)
/* sort spilled out of memory */
#define JET_wrnSortOverflow 1009
/* dbid not open in this session */
#define JET_errInvalidDatabaseId (-1010)
/* allocation failed */
#define JET_errOutOfMemory (-1011)
/* database size limit reached */
#define JET_errOutOfDatabaseSpace (-1012)
/* cursor quota used up */
#define JET_errOutOfCursors (-1013)
/* page cache exhausted */
#define JET_errOutOfBuffers (-1014)
/* too many indexes on the table */
#define JET_errTooManyIndexes (-1015)
/* too many key columns */
#define JET_errTooManyKeys (-1016)
/* record at the cursor or bookmark is gone */
#define JET_errRecordDeleted (-1017)
/* page checksum mismatch on read */
#define JET_errReadVerifyFailure (-1018)
/* page read back as blank */
#define JET_errPageNotInitialized (-1019)
/* no OS file handle */
#define JET_errOutOfFileHandles (-1020)
/* OS reported a CRC error */
#define JET_errDiskReadVerificationFailure (-1021)
/* OS read or write failed */
#define JET_errDiskIO (-1022)
/* path missing or malformed */
#define JET_errInvalidPath (-1023)
/* checkpoint directory bad */
#define JET_errInvalidSystemPath (-1024)
/* log directory bad */
#define JET_errInvalidLogDirectory (-1025)
/* record would exceed the page limit */
#define JET_errRecordTooBig (-1026)
/* database table full */
#define JET_errTooManyOpenDatabases (-1027)
/* file or id is not a user database */
#define JET_errInvalidDatabase (-1028)
/* no instance is running */
#define JET_errNotInitialized (-1029)
/* instance is already running or parameter is frozen */
#define JET_errAlreadyInitialized (-1030)
/* another thread is initialising the instance */
#define JET_errInitInProgress (-1031)
/* file locked or forbidden */
#define JET_errFileAccessDenied (-1032)
/* legacy query feature absent */
#define JET_errQueryNotSupported (-1034)
/* legacy link feature absent */
#define JET_errSQLLinkNotSupported (-1035)
/* output buffer too small and call failed */
#define JET_errBufferTooSmall (-1038)
/* seek succeeded on a neighbouring key */
#define JET_wrnSeekNotEqual 1039
/* column id space used up */
#define JET_errTooManyColumns (-1040)
/* container holds objects */
#define JET_errContainerNotEmpty (-1043)
/* file name malformed */
#define JET_errInvalidFilename (-1044)
/* bookmark empty or of wrong form */
#define JET_errInvalidBookmark (-1045)
/* column belongs to an index key */
#define JET_errColumnInUse (-1046)
/* data length does not fit the type */
#define JET_errInvalidBufferSize (-1047)
/* column may not be set */
#define JET_errColumnNotUpdatable (-1048)
/* a cursor uses the index as current */
#define JET_errIndexInUse (-1051)
/* legacy link feature absent */
#define JET_errLinkNotSupported (-1052)
/* NULL key part in an index that bans NULL */
#define JET_errNullKeyDisallowed (-1053)
/* call requires an open transaction */
#define JET_errNotInTransaction (-1054)
/* no extra error data */
#define JET_wrnNoErrorInfo 1055
/* earlier unversioned failure forces rollback */
#define JET_errMustRollback (-1057)
/* idle call had nothing to do */
#define JET_wrnNoIdleActivity 1058
/* user limit reached */
#define JET_errTooManyActiveUsers (-1059)
/* bad country code */
#define JET_errInvalidCountry (-1061)
/* bad language id */
#define JET_errInvalidLanguageId (-1062)
/* code page other than 1252 or 1200 */
#define JET_errInvalidCodePage (-1063)
/* normalisation flags rejected */
#define JET_errInvalidLCMapStringFlags (-1064)
/* one version entry exceeds a bucket */
#define JET_errVersionStoreEntryTooBig (-1065)
/* version store full and cleaner too slow */
#define JET_errVersionStoreOutOfMemoryAndCleanupTimedOut (-1066)
/* lock not held at level 0 */
#define JET_wrnNoWriteLock 1067
/* explicit NULL hides a default (scan with the NULL option) */
#define JET_wrnColumnSetNull 1068
/* version store full, usually a long transaction */
#define JET_errVersionStoreOutOfMemory (-1069)
/* unused */
#define JET_errCurrencyStackOutOfMemory (-1070)
/* escrow column cannot be indexed */
#define JET_errCannotIndex (-1071)
/* record still exists */
#define JET_errRecordNotDeleted (-1072)
/* schema pool full */
#define JET_errTooManyMempoolEntries (-1073)
/* object ids exhausted */
#define JET_errOutOfObjectIDs (-1074)
/* LV ids exhausted */
#define JET_errOutOfLongValueIDs (-1075)
/* auto-increment exhausted */
#define JET_errOutOfAutoincrementValues (-1076)
/* page time counter exhausted */
#define JET_errOutOfDbtimeValues (-1077)
/* hidden row id exhausted */
#define JET_errOutOfSequentialIndexValues (-1078)
/* multi-instance call in single-instance process */
#define JET_errRunningInOneInstanceMode (-1080)
/* single-instance call in multi-instance process */
#define JET_errRunningInMultiInstanceMode (-1081)
/* global parameters were already fixed */
#define JET_errSystemParamsAlreadySet (-1082)
/* other instance uses the system path */
#define JET_errSystemPathInUse (-1083)
/* other instance uses the log path */
#define JET_errLogFilePathInUse (-1084)
/* other instance uses the temp path */
#define JET_errTempPathInUse (-1085)
/* instance name already taken */
#define JET_errInstanceNameInUse (-1086)
/* global parameters already fixed to other values */
#define JET_errSystemParameterConflict (-1087)
/* instance is dead after a fatal error */
#define JET_errInstanceUnavailable (-1090)
/* database is dead after a fatal error */
#define JET_errDatabaseUnavailable (-1091)
/* instance is dead because the log disk filled */
#define JET_errInstanceUnavailableDueToFatalLogDiskFull (-1092)
/* unknown session parameter */
#define JET_errInvalidSesparamId (-1093)
/* count needs the 64-bit variant */
#define JET_errTooManyRecords (-1094)
/* unknown database parameter */
#define JET_errInvalidDbparamId (-1095)
/* session quota used up */
#define JET_errOutOfSessions (-1101)
/* another transaction holds or committed a newer version */
#define JET_errWriteConflict (-1102)
/* transaction nesting above 7 */
#define JET_errTransTooDeep (-1103)
/* session handle bad */
#define JET_errInvalidSesid (-1104)
/* primary index being created by another transaction */
#define JET_errWriteConflictPrimaryIndex (-1105)
/* call forbidden inside a transaction */
#define JET_errInTransaction (-1108)
/* transaction can only be rolled back */
#define JET_errRollbackRequired (-1109)
/* update inside a read-only transaction */
#define JET_errTransReadOnly (-1110)
/* two cursors of one session update one record */
#define JET_errSessionWriteConflict (-1111)
/* record would not fit the old format */
#define JET_errRecordTooBigForBackwardCompatibility (-1112)
/* temp-table options need materialisation but forward-only was asked */
#define JET_errCannotMaterializeForwardOnlySort (-1113)
/* table handle belongs to another session */
#define JET_errSesidTableIdMismatch (-1114)
/* instance handle bad */
#define JET_errInvalidInstance (-1115)
/* dirty termination finished as requested */
#define JET_errDirtyShutdown (-1116)
/* page carries the wrong page number */
#define JET_errReadPgnoVerifyFailure (-1118)
/* an earlier page write never reached disk */
#define JET_errReadLostFlushVerifyFailure (-1119)
/* OS says file system is damaged */
#define JET_errFileSystemCorruption (-1121)
/* file could not shrink further */
#define JET_wrnShrinkNotPossible 1122
/* page does not match what replay expects */
#define JET_errRecoveryVerifyFailure (-1123)
/* cursor filter not allowed here */
#define JET_errFilteredMoveNotSupported (-1124)
/* distributed transactions removed */
#define JET_errMustCommitDistributedTransactionToLevel0 (-1150)
/* distributed transactions removed */
#define JET_errDistributedTransactionAlreadyPreparedToCommit (-1151)
/* distributed transactions removed */
#define JET_errNotInDistributedTransaction (-1152)
/* distributed transactions removed */
#define JET_errDistributedTransactionNotYetPreparedToCommit (-1153)
/* distributed transactions removed */
#define JET_errCannotNestDistributedTransactions (-1154)
/* distributed transactions removed */
#define JET_errDTCMissingCallback (-1160)
/* distributed transactions removed */
#define JET_errDTCMissingCallbackOnRecovery (-1161)
/* distributed transactions removed */
#define JET_errDTCCallbackUnexpectedError (-1162)
/* distributed transactions removed */
#define JET_wrnDTCCommitTransaction 1163
/* distributed transactions removed */
#define JET_wrnDTCRollbackTransaction 1164
/* database file already exists or is attached */
#define JET_errDatabaseDuplicate (-1201)
/* database is open or busy */
#define JET_errDatabaseInUse (-1202)
/* database not attached or not found */
#define JET_errDatabaseNotFound (-1203)
/* database name malformed */
#define JET_errDatabaseInvalidName (-1204)
/* page count out of range */
#define JET_errDatabaseInvalidPages (-1205)
/* file is not a sound database */
#define JET_errDatabaseCorrupted (-1206)
/* another session opened it exclusively */
#define JET_errDatabaseLocked (-1207)
/* versioning cannot be off here */
#define JET_errCannotDisableVersioning (-1208)
/* database format unsupported */
#define JET_errInvalidDatabaseVersion (-1209)
/* very old format */
#define JET_errDatabase200Format (-1210)
/* very old format */
#define JET_errDatabase400Format (-1211)
/* very old format */
#define JET_errDatabase500Format (-1212)
/* database page size differs from the process setting */
#define JET_errPageSizeMismatch (-1213)
/* instance limit reached */
#define JET_errTooManyInstances (-1214)
/* another instance has the database */
#define JET_errDatabaseSharingViolation (-1215)
/* recovery found a database missing or wrong */
#define JET_errAttachedDatabaseMismatch (-1216)
/* database path missing or malformed */
#define JET_errDatabaseInvalidPath (-1217)
/* database id already assigned */
#define JET_errDatabaseIdInUse (-1218)
/* force detach needs a failed detach first */
#define JET_errForceDetachNotAllowed (-1219)
/* schema tables are damaged */
#define JET_errCatalogCorrupted (-1220)
/* attach did not finish */
#define JET_errPartiallyAttachedDB (-1221)
/* same database identity is attached elsewhere */
#define JET_errDatabaseSignInUse (-1222)
/* damage found and repair is not permitted */
#define JET_errDatabaseCorruptedNoRepair (-1224)
/* replay of create from another format */
#define JET_errInvalidCreateDbVersion (-1225)
/* database is mid reseed */
#define JET_errDatabaseIncompleteIncrementalReseed (-1226)
/* database cannot be reseeded now */
#define JET_errDatabaseInvalidIncrementalReseed (-1227)
/* reseed failed, full copy needed */
#define JET_errDatabaseFailedIncrementalReseed (-1228)
/* reseed lacks a usable log */
#define JET_errNoAttachmentsFailedIncrementalReseed (-1229)
/* recovery has not progressed far enough */
#define JET_errDatabaseNotReady (-1230)
/* database attached only for recovery */
#define JET_errDatabaseAttachedForRecovery (-1231)
/* no transaction horizon during recovery yet */
#define JET_errTransactionsNotReadyDuringRecovery (-1232)
/* opened table holds no rows (not raised by current code) */
#define JET_wrnTableEmpty 1301
/* table locked by another session or being deleted */
#define JET_errTableLocked (-1302)
/* table name exists */
#define JET_errTableDuplicate (-1303)
/* table open by others, lock refused */
#define JET_errTableInUse (-1304)
/* table or object does not exist */
#define JET_errObjectNotFound (-1305)
/* density outside 20..100 */
#define JET_errDensityInvalid (-1307)
/* table holds rows */
#define JET_errTableNotEmpty (-1308)
/* table handle bad or closed */
#define JET_errInvalidTableId (-1310)
/* table quota used up */
#define JET_errTooManyOpenTables (-1311)
/* operation not supported for this kind of table */
#define JET_errIllegalOperation (-1312)
/* table quota used up, cleanup too slow */
#define JET_errTooManyOpenTablesAndCleanupTimedOut (-1313)
/* object name exists */
#define JET_errObjectDuplicate (-1314)
/* object kind not valid here */
#define JET_errInvalidObject (-1316)
/* temp tables are dropped by closing */
#define JET_errCannotDeleteTempTable (-1317)
/* system table protected */
#define JET_errCannotDeleteSystemTable (-1318)
/* template table protected */
#define JET_errCannotDeleteTemplateTable (-1319)
/* needs the table open deny-read */
#define JET_errExclusiveTableLockRequired (-1322)
/* schema of the table is frozen */
#define JET_errFixedDDL (-1323)
/* inherited schema part is frozen */
#define JET_errFixedInheritedDDL (-1324)
/* template may not derive from a template */
#define JET_errCannotNestDDL (-1325)
/* named template is not a template table */
#define JET_errDDLNotInheritable (-1326)
/* only internal cursors share the table */
#define JET_wrnTableInUseBySystem 1327
/* parameters are inconsistent */
#define JET_errInvalidSettings (-1328)
/* stop-service was requested */
#define JET_errClientRequestToStopJetService (-1329)
/* template reserved fixed/variable columns */
#define JET_errCannotAddFixedVarColumnToDerivedTable (-1330)
/* index build failed */
#define JET_errIndexCantBuild (-1401)
/* table already has a primary index */
#define JET_errIndexHasPrimary (-1402)
/* index name exists */
#define JET_errIndexDuplicate (-1403)
/* no such index */
#define JET_errIndexNotFound (-1404)
/* primary index cannot be dropped */
#define JET_errIndexMustStay (-1405)
/* index definition malformed */
#define JET_errIndexInvalidDef (-1406)
/* index list or structure version malformed */
#define JET_errInvalidCreateIndex (-1409)
/* index descriptor quota used up */
#define JET_errTooManyOpenIndexes (-1410)
/* one record yields the same unique key twice */
#define JET_errMultiValuedIndexViolation (-1411)
/* entry counts disagree after build */
#define JET_errIndexBuildCorrupted (-1412)
/* primary index unusable */
#define JET_errPrimaryIndexCorrupted (-1413)
/* secondary index unusable */
#define JET_errSecondaryIndexCorrupted (-1414)
/* stale index was removed on attach */
#define JET_wrnCorruptIndexDeleted 1415
/* index id stale or malformed */
#define JET_errInvalidIndexId (-1416)
/* primary index uses an older sort version */
#define JET_wrnPrimaryIndexOutOfDate 1417
/* a secondary index uses an older sort version */
#define JET_wrnSecondaryIndexOutOfDate 1418
/* index not filled yet */
#define JET_errCantUseDeferredPopulateIndex (-1419)
/* substring index cannot be primary */
#define JET_errIndexTuplesSecondaryIndexOnly (-1430)
/* too many columns in substring index */
#define JET_errIndexTuplesTooManyColumns (-1431)
/* alias of JET_errIndexTuplesTooManyColumns */
#define JET_errIndexTuplesOneColumnOnly (-1431)
/* substring index cannot be unique */
#define JET_errIndexTuplesNonUniqueOnly (-1432)
/* first column must be text or binary */
#define JET_errIndexTuplesTextBinaryColumnsOnly (-1433)
/* alias of JET_errIndexTuplesTextBinaryColumnsOnly */
#define JET_errIndexTuplesTextColumnsOnly (-1433)
/* substring index cannot set cbVarSegMac */
#define JET_errIndexTuplesVarSegMacNotAllowed (-1434)
/* substring length limits out of range */
#define JET_errIndexTuplesInvalidLimits (-1435)
/* full value cannot be rebuilt from a substring entry */
#define JET_errIndexTuplesCannotRetrieveFromIndex (-1436)
/* search text shorter than the minimum substring */
#define JET_errIndexTuplesKeyTooSmall (-1437)
/* LV chunk size not allowed */
#define JET_errInvalidLVChunkSize (-1438)
/* only plain LV columns without default may be encrypted */
#define JET_errColumnCannotBeEncrypted (-1439)
/* encrypted column cannot be a key */
#define JET_errCannotIndexOnEncryptedColumn (-1440)
/* value is long, unused */
#define JET_errColumnLong (-1501)
/* offset write into a missing value */
#define JET_errColumnNoChunk (-1502)
/* value cannot fit in the record */
#define JET_errColumnDoesNotFit (-1503)
/* column forbids NULL */
#define JET_errNullInvalid (-1504)
/* column is indexed, unused */
#define JET_errColumnIndexed (-1505)
/* value above the column maximum */
#define JET_errColumnTooBig (-1506)
/* no such column */
#define JET_errColumnNotFound (-1507)
/* column name exists */
#define JET_errColumnDuplicate (-1508)
/* multi-value needs a tagged column */
#define JET_errMultiValuedColumnMustBeTagged (-1509)
/* second version or auto-increment column */
#define JET_errColumnRedundant (-1510)
/* type unknown or operation not allowed on the type */
#define JET_errInvalidColumnType (-1511)
/* length was cut to the maximum */
#define JET_wrnColumnMaxTruncated 1512
/* tagged column cannot be NOT NULL */
#define JET_errTaggedNotNULL (-1514)
/* no index is current */
#define JET_errNoCurrentIndex (-1515)
/* search key is already complete */
#define JET_errKeyIsMade (-1516)
/* column id malformed */
#define JET_errBadColumnId (-1517)
/* value ordinal invalid */
#define JET_errBadItagSequence (-1518)
/* column belongs to a relation */
#define JET_errColumnInRelationship (-1519)
/* LV was duplicated before change */
#define JET_wrnCopyLongValue 1520
/* special column cannot be tagged */
#define JET_errCannotBeTagged (-1521)
/* more tagged columns than room */
#define JET_wrnTaggedColumnsRemaining 1523
/* default exceeds the limit */
#define JET_errDefaultValueTooBig (-1524)
/* same value already present */
#define JET_errMultiValuedDuplicate (-1525)
/* LV tree damaged */
#define JET_errLVCorrupted (-1526)
/* values equal after truncated normalisation */
#define JET_errMultiValuedDuplicateAfterTruncation (-1528)
/* inherited column definition damaged */
#define JET_errDerivedColumnCorruption (-1529)
/* column cannot become a key placeholder */
#define JET_errInvalidPlaceholderColumn (-1530)
/* enumeration: caller asked to skip */
#define JET_wrnColumnSkipped 1531
/* enumeration: value not in the record page */
#define JET_wrnColumnNotLocal 1532
/* enumeration: further values exist (not raised) */
#define JET_wrnColumnMoreTags 1533
/* enumeration: value cut at the size limit */
#define JET_wrnColumnTruncated 1534
/* enumeration: value exists, data not requested */
#define JET_wrnColumnPresent 1535
/* enumeration: compact single-value form */
#define JET_wrnColumnSingleValue 1536
/* enumeration: only the default exists */
#define JET_wrnColumnDefault 1537
/* only LV columns can be compressed */
#define JET_errColumnCannotBeCompressed (-1538)
/* enumeration: value is outside the record */
#define JET_wrnColumnNotInRecord 1539
/* encrypted column used without a key */
#define JET_errColumnNoEncryptionKey (-1540)
/* a reference blob was returned */
#define JET_wrnColumnReference 1541
/* no entry matches */
#define JET_errRecordNotFound (-1601)
/* no work buffer */
#define JET_errRecordNoCopy (-1602)
/* cursor is not on a record */
#define JET_errNoCurrentRecord (-1603)
/* replace would change the primary key */
#define JET_errRecordPrimaryChanged (-1604)
/* unique key already present */
#define JET_errKeyDuplicate (-1605)
/* an update is already in progress */
#define JET_errAlreadyPrepared (-1607)
/* no search key was built */
#define JET_errKeyNotMade (-1608)
/* no update in progress */
#define JET_errUpdateNotPrepared (-1609)
/* data differs */
#define JET_wrnDataHasChanged 1610
/* data differs, refused */
#define JET_errDataHasChanged (-1611)
/* moved on to another key */
#define JET_wrnKeyChanged 1618
/* locale not installed */
#define JET_errLanguageNotSupported (-1619)
/* stored data could not be expanded */
#define JET_errDecompressionFailed (-1620)
/* no-version update only in uncommitted tables */
#define JET_errUpdateMustVersion (-1621)
/* stored data could not be decrypted */
#define JET_errDecryptionFailed (-1622)
/* encrypted column holds one value only */
#define JET_errEncryptionBadItag (-1623)
/* explicit auto-increment too large */
#define JET_errSetAutoIncrementTooHigh (-1624)
/* explicit auto-increment value missing */
#define JET_errAutoIncrementNotSet (-1625)
/* temp-table quota used up */
#define JET_errTooManySorts (-1701)
/* not valid on a sort */
#define JET_errInvalidOnSort (-1702)
/* temporary file failed */
#define JET_errTempFileOpenError (-1803)
/* attach limit reached */
#define JET_errTooManyAttachedDatabases (-1805)
/* volume full */
#define JET_errDiskFull (-1808)
/* handle or attach is read-only */
#define JET_errPermissionDenied (-1809)
/* file missing */
#define JET_errFileNotFound (-1811)
/* file is of another kind */
#define JET_errFileInvalidType (-1812)
/* database opened read-only although write was asked */
#define JET_wrnFileOpenReadOnly 1813
/* file exists */
#define JET_errFileAlreadyExists (-1814)
/* call must precede init */
#define JET_errAfterInitialization (-1850)
/* logs unreadable */
#define JET_errLogCorrupted (-1852)
/* operation makes no sense here */
#define JET_errInvalidOperation (-1906)
/* access refused */
#define JET_errAccessDenied (-1907)
/* idle: work pending, store busy */
#define JET_wrnIdleFull 1908
/* page split did not converge */
#define JET_errTooManySplits (-1909)
/* two threads used one session */
#define JET_errSessionSharingViolation (-1910)
/* library entry missing */
#define JET_errEntryPointNotFound (-1911)
/* session already has a context */
#define JET_errSessionContextAlreadySet (-1912)
/* context owned by other thread or absent */
#define JET_errSessionContextNotSetByThisThread (-1913)
/* session busy, cannot end */
#define JET_errSessionInUse (-1914)
/* record upgrade failed */
#define JET_errRecordFormatConversionFailed (-1915)
/* session already opened another database */
#define JET_errOneDatabasePerSession (-1916)
/* rollback failed */
#define JET_errRollbackError (-1917)
/* flush map format unsupported */
#define JET_errFlushMapVersionUnsupported (-1918)
/* flush map of another database */
#define JET_errFlushMapDatabaseMismatch (-1919)
/* flush map cannot be rebuilt */
#define JET_errFlushMapUnrecoverable (-1920)
/* revert snapshot damaged */
#define JET_errRBSFileCorrupt (-1921)
/* revert snapshot header damaged */
#define JET_errRBSHeaderCorrupt (-1922)
/* revert snapshot of another database */
#define JET_errRBSDbMismatch (-1923)
/* revert snapshot format unsupported */
#define JET_errBadRBSVersion (-1925)
/* revert snapshot full */
#define JET_errOutOfRBSSpace (-1926)
/* revert snapshot lacks signature */
#define JET_errRBSInvalidSign (-1927)
/* revert snapshot record bad */
#define JET_errRBSInvalidRecord (-1928)
/* revert impossible, snapshot invalid */
#define JET_errRBSRCInvalidRBS (-1929)
/* revert impossible, no snapshot */
#define JET_errRBSRCNoRBSFound (-1930)
/* revert failed on database state */
#define JET_errRBSRCBadDbState (-1931)
/* logs for revert missing */
#define JET_errRBSMissingReqLogs (-1932)
/* logs for revert diverged */
#define JET_errRBSLogDivergenceFailed (-1933)
/* earlier revert still copying logs */
#define JET_errRBSRCCopyLogsRevertState (-1934)
/* database is mid revert */
#define JET_errDatabaseIncompleteRevert (-1935)
/* revert cancelled */
#define JET_errRBSRCRevertCancelled (-1936)
/* database format cannot be reverted */
#define JET_errRBSRCInvalidDbFormatVersion (-1937)
/* log divergence unknown */
#define JET_errRBSCannotDetermineDivergence (-1938)
/* table too big to delete in this mode */
#define JET_errRBSDeleteTableTooBig (-1941)
/* table too new to delete in this mode */
#define JET_errRBSDeleteTableTooSoon (-1942)
/* table is pending deletion */
#define JET_errRBSFDPToBeDeleted (-1943)
/* table was already hard-deleted */
#define JET_errRBSRevertableDeleteNotPossible (-1944)
/* unexpected pending-delete mark */
#define JET_errRBSRedeleteFDPUnexpected (-1947)
/* revert helper file damaged */
#define JET_errRBSRCPageFDPDeleteFileCorrupt (-1948)
/* defragmentation already active */
#define JET_wrnDefragAlreadyRunning 2000
/* defragmentation not active */
#define JET_wrnDefragNotRunning 2001
/* scan already active */
#define JET_wrnDatabaseScanAlreadyRunning 2002
/* scan not active */
#define JET_wrnDatabaseScanNotRunning 2003
/* maintenance already active */
#define JET_errDatabaseAlreadyRunningMaintenance (-2004)
/* estimation already active */
#define JET_errRootSpaceLeakEstimationAlreadyRunning (-2006)
/* callback id unknown */
#define JET_wrnCallbackNotRegistered 2100
/* a callback refused or failed */
#define JET_errCallbackFailed (-2101)
/* callback library or symbol not found */
#define JET_errCallbackNotResolved (-2102)
/* space hints contradictory */
#define JET_errSpaceHintsInvalid (-2103)
/* snapshot calls out of order */
#define JET_errOSSnapshotInvalidSequence (-2401)
/* freeze lasted too long */
#define JET_errOSSnapshotTimeOut (-2402)
/* backup or recovery active */
#define JET_errOSSnapshotNotAllowed (-2403)
/* snapshot handle bad */
#define JET_errOSSnapshotInvalidSnapId (-2404)
/* test hook limit */
#define JET_errTooManyTestInjections (-2501)
/* test hook unsupported */
#define JET_errTestInjectionNotSupported (-2502)
/* shipped log data out of order */
#define JET_errInvalidLogDataSequence (-2601)
/* shipped log jumped ahead */
#define JET_wrnPreviousLogFileIncomplete 2602
/* local storage needs the runtime callback parameter */
#define JET_errLSCallbackNotSpecified (-3000)
/* local storage already set */
#define JET_errLSAlreadySet (-3001)
/* local storage not set */
#define JET_errLSNotSet (-3002)
/* read hit a sparse hole */
#define JET_errFileIOSparse (-4000)
/* read past end of file */
#define JET_errFileIOBeyondEOF (-4001)
/* callback verdict: abort */
#define JET_errFileIOAbort (-4002)
/* callback verdict: retry */
#define JET_errFileIORetry (-4003)
/* callback verdict: fail */
#define JET_errFileIOFail (-4004)
/* compressed files unsupported */
#define JET_errFileCompressed (-4005)
/* start of the client-reserved range */
#define JET_errClientSpaceBegin (-10000)
/* end of the client-reserved range */
#define JET_errClientSpaceEnd (-11999)

/* -----------------------------------------------------------------------------------------------------------
 * Functions: Instances
 */

/* Starts the engine, or an instance, recovering its databases from the logs where needed. */
JET_DECL JET_ERR JET_API JetInit(JET_INSTANCE *pinstance);
#if JET_VERSION >= 0x0501

/* Starts an instance with options. */
JET_DECL JET_ERR JET_API JetInit2(JET_INSTANCE *pinstance, JET_GRBIT grbit);
#endif
#if JET_VERSION >= 0x0600

/* Starts an instance; prstInfo says how to recover and reports progress. */
JET_DECL JET_ERR JET_API JetInit3A(JET_INSTANCE *pinstance, JET_RSTINFO_A *prstInfo, JET_GRBIT grbit);
#endif
#if JET_VERSION >= 0x0a01

/* JetInit3 with a callback that has a context and controls recovery. */
JET_DECL JET_ERR JET_API JetInit4A(JET_INSTANCE *pinstance, JET_RSTINFO2_A *prstInfo, JET_GRBIT grbit);
#endif
#if JET_VERSION >= 0x0501

/* Makes an instance, to be configured and then started by JetInit. */
JET_DECL JET_ERR JET_API JetCreateInstanceA(JET_INSTANCE *pinstance, JET_PCSTR szInstanceName);

/* Makes an instance with a display name. */
JET_DECL JET_ERR JET_API JetCreateInstance2A(JET_INSTANCE *pinstance, JET_PCSTR szInstanceName,
                                             JET_PCSTR szDisplayName, JET_GRBIT grbit);
#endif
#if JET_VERSION >= 0x0600

/* Tells the log signature and other properties of an instance. */
JET_DECL JET_ERR JET_API JetGetInstanceMiscInfo(JET_INSTANCE instance, void *pvResult, JET_ULONG cbMax,
                                                JET_ULONG InfoLevel);
#endif

/* Stops an instance cleanly and frees it. */
JET_DECL JET_ERR JET_API JetTerm(JET_INSTANCE instance);

/* Stops an instance, as the options say. */
JET_DECL JET_ERR JET_API JetTerm2(JET_INSTANCE instance, JET_GRBIT grbit);

/* Stops background work and new transactions, as a first step to JetTerm. */
JET_DECL JET_ERR JET_API JetStopService(void);
#if JET_VERSION >= 0x0501

/* JetStopService for one instance. */
JET_DECL JET_ERR JET_API JetStopServiceInstance(JET_INSTANCE instance);
#endif
#if JET_VERSION >= 0x0602

/* Stops, or resumes, parts of the service of an instance. */
JET_DECL JET_ERR JET_API JetStopServiceInstance2(JET_INSTANCE instance, const JET_GRBIT grbit);
#endif

/* Sets a parameter of the engine or of an instance: a number in lParam or a string in szParam. */
JET_DECL JET_ERR JET_API JetSetSystemParameterA(JET_INSTANCE *pinstance, JET_SESID sesid, JET_ULONG paramid,
                                                JET_API_PTR lParam, JET_PCSTR szParam);

/* Reads a parameter: numbers to *plParam, strings to szParam (cbMax bytes). */
JET_DECL JET_ERR JET_API JetGetSystemParameterA(JET_INSTANCE instance, JET_SESID sesid, JET_ULONG paramid,
                                                JET_API_PTR *plParam, JET_PSTR szParam, JET_ULONG cbMax);
#if JET_VERSION >= 0x0603

/* Sets a property of an object pool. */
JET_DECL JET_ERR JET_API JetSetResourceParam(JET_INSTANCE instance, JET_RESOPER resoper, JET_RESID resid,
                                             JET_API_PTR ulParam);

/* Reads a property of an object pool. */
JET_DECL JET_ERR JET_API JetGetResourceParam(JET_INSTANCE instance, JET_RESOPER resoper, JET_RESID resid,
                                             JET_API_PTR *pulParam);
#endif
#if JET_VERSION >= 0x0501

/* Sets parameters of the whole process and allows several instances. */
JET_DECL JET_ERR JET_API JetEnableMultiInstanceA(JET_SETSYSPARAM_A *psetsysparam, JET_ULONG csetsysparam,
                                                 JET_ULONG *pcsetsucceed);

/* Lists the instances and their databases; free the list with JetFreeBuffer. */
JET_DECL JET_ERR JET_API JetGetInstanceInfoA(JET_ULONG *pcInstanceInfo, JET_INSTANCE_INFO_A **paInstanceInfo);

/* Frees memory that a Jet function handed out. */
JET_DECL JET_ERR JET_API JetFreeBuffer(char *pbBuf);
#endif
#if JET_VERSION >= 0x0601

/* Chooses what of the cache a crash dump contains. */
JET_DECL JET_ERR JET_API JetConfigureProcessForCrashDump(const JET_GRBIT grbit);
#endif

/* The same with UTF-16 strings */
#if JET_VERSION >= 0x0600
JET_DECL JET_ERR JET_API JetInit3W(JET_INSTANCE *pinstance, JET_RSTINFO_W *prstInfo, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetCreateInstanceW(JET_INSTANCE *pinstance, JET_PCWSTR szInstanceName);
JET_DECL JET_ERR JET_API JetCreateInstance2W(JET_INSTANCE *pinstance, JET_PCWSTR szInstanceName,
                                             JET_PCWSTR szDisplayName, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetSetSystemParameterW(JET_INSTANCE *pinstance, JET_SESID sesid, JET_ULONG paramid,
                                                JET_API_PTR lParam, JET_PCWSTR szParam);
JET_DECL JET_ERR JET_API JetGetSystemParameterW(JET_INSTANCE instance, JET_SESID sesid, JET_ULONG paramid,
                                                JET_API_PTR *plParam, JET_PWSTR szParam, JET_ULONG cbMax);
JET_DECL JET_ERR JET_API JetEnableMultiInstanceW(JET_SETSYSPARAM_W *psetsysparam, JET_ULONG csetsysparam,
                                                 JET_ULONG *pcsetsucceed);
JET_DECL JET_ERR JET_API JetGetInstanceInfoW(JET_ULONG *pcInstanceInfo, JET_INSTANCE_INFO_W **paInstanceInfo);
#endif
#if JET_VERSION >= 0x0a01
JET_DECL JET_ERR JET_API JetInit4W(JET_INSTANCE *pinstance, JET_RSTINFO2_W *prstInfo, JET_GRBIT grbit);
#endif

/* -----------------------------------------------------------------------------------------------------------
 * Functions: Sessions
 */

#if JET_VERSION >= 0x0600

/* Counts what the calling thread has done. */
JET_DECL JET_ERR JET_API JetGetThreadStats(void *pvResult, JET_ULONG cbMax);
#endif

/* Opens a session. User name and password are ignored. */
JET_DECL JET_ERR JET_API JetBeginSessionA(JET_INSTANCE instance, JET_SESID *psesid, JET_PCSTR szUserName,
                                          JET_PCSTR szPassword);

/* Opens a session on the same instance. */
JET_DECL JET_ERR JET_API JetDupSession(JET_SESID sesid, JET_SESID *psesid);

/* Closes a session, rolling back and closing what it has open. */
JET_DECL JET_ERR JET_API JetEndSession(JET_SESID sesid, JET_GRBIT grbit);
#if JET_VERSION >= 0x0600

/* Tells about the transaction of a session. */
JET_DECL JET_ERR JET_API JetGetSessionInfo(JET_SESID sesid, void *pvResult, const JET_ULONG cbMax,
                                           const JET_ULONG ulInfoLevel);
#endif

/* Tells the version of the engine. */
JET_DECL JET_ERR JET_API JetGetVersion(JET_SESID sesid, JET_ULONG *pwVersion);

/* Does background work now, or asks about its state. */
JET_DECL JET_ERR JET_API JetIdle(JET_SESID sesid, JET_GRBIT grbit);

/* Lets a session move between threads that use the same context. */
JET_DECL JET_ERR JET_API JetSetSessionContext(JET_SESID sesid, JET_API_PTR ulContext);

/* Ends the association of JetSetSessionContext. */
JET_DECL JET_ERR JET_API JetResetSessionContext(JET_SESID sesid);
#if JET_VERSION >= 0x0602

/* Sets a parameter of a session. */
JET_DECL JET_ERR JET_API JetSetSessionParameter(JET_SESID sesid, JET_ULONG sesparamid, void *pvParam,
                                                JET_ULONG cbParam);

/* Reads a parameter of a session. */
JET_DECL JET_ERR JET_API JetGetSessionParameter(JET_SESID sesid, JET_ULONG sesparamid, void *pvParam,
                                                JET_ULONG cbParamMax, JET_ULONG *pcbParamActual);
#endif

/* The same with UTF-16 strings */
#if JET_VERSION >= 0x0600
JET_DECL JET_ERR JET_API JetBeginSessionW(JET_INSTANCE instance, JET_SESID *psesid, JET_PCWSTR szUserName,
                                          JET_PCWSTR szPassword);
#endif

/* -----------------------------------------------------------------------------------------------------------
 * Functions: Transactions
 */

/* Begins a transaction, or a nested one. */
JET_DECL JET_ERR JET_API JetBeginTransaction(JET_SESID sesid);

/* Begins a transaction with options. */
JET_DECL JET_ERR JET_API JetBeginTransaction2(JET_SESID sesid, JET_GRBIT grbit);
#if JET_VERSION >= 0x0602

/* Begins a transaction that carries a number for traces. */
JET_DECL JET_ERR JET_API JetBeginTransaction3(JET_SESID sesid, JET_INT64 trxid, JET_GRBIT grbit);
#endif

/* Commits the innermost transaction of a session. */
JET_DECL JET_ERR JET_API JetCommitTransaction(JET_SESID sesid, JET_GRBIT grbit);
#if JET_VERSION >= 0x0602

/* Commits and tells the id of the commit, durable within cmsecDurableCommit. */
JET_DECL JET_ERR JET_API JetCommitTransaction2(JET_SESID sesid, JET_GRBIT grbit, JET_ULONG cmsecDurableCommit,
                                               JET_COMMIT_ID *pCommitId);
#endif

/* Undoes the innermost transaction, or all of them. */
JET_DECL JET_ERR JET_API JetRollback(JET_SESID sesid, JET_GRBIT grbit);

/* Obsolete: distributed transactions. */
JET_DECL JET_ERR JET_API JetPrepareToCommitTransaction(JET_SESID sesid, const void *pvData, JET_ULONG cbData,
                                                       JET_GRBIT grbit);

/* -----------------------------------------------------------------------------------------------------------
 * Functions: Databases
 */

/* Creates a database, attaches and opens it. */
JET_DECL JET_ERR JET_API JetCreateDatabaseA(JET_SESID sesid, JET_PCSTR szFilename, JET_PCSTR szConnect,
                                            JET_DBID *pdbid, JET_GRBIT grbit);

/* JetCreateDatabase with a limit of its size in pages. */
JET_DECL JET_ERR JET_API JetCreateDatabase2A(JET_SESID sesid, JET_PCSTR szFilename,
                                             const JET_ULONG cpgDatabaseSizeMax, JET_DBID *pdbid,
                                             JET_GRBIT grbit);
#if JET_VERSION >= 0x0a01

/* JetCreateDatabase with parameters for the database. */
JET_DECL JET_ERR JET_API JetCreateDatabase3A(JET_SESID sesid, JET_PCSTR szFilename, JET_DBID *pdbid,
                                             JET_SETDBPARAM *rgsetdbparam, JET_ULONG csetdbparam,
                                             JET_GRBIT grbit);
#endif

/* Makes a database known to the instance. */
JET_DECL JET_ERR JET_API JetAttachDatabaseA(JET_SESID sesid, JET_PCSTR szFilename, JET_GRBIT grbit);

/* JetAttachDatabase with a limit of its size in pages. */
JET_DECL JET_ERR JET_API JetAttachDatabase2A(JET_SESID sesid, JET_PCSTR szFilename,
                                             const JET_ULONG cpgDatabaseSizeMax, JET_GRBIT grbit);
#if JET_VERSION >= 0x0a01

/* JetAttachDatabase with parameters for the database. */
JET_DECL JET_ERR JET_API JetAttachDatabase3A(JET_SESID sesid, JET_PCSTR szFilename,
                                             JET_SETDBPARAM *rgsetdbparam, JET_ULONG csetdbparam,
                                             JET_GRBIT grbit);
#endif

/* Detaches a database, or all. */
JET_DECL JET_ERR JET_API JetDetachDatabaseA(JET_SESID sesid, JET_PCSTR szFilename);
#if JET_VERSION >= 0x0501

/* Detaches with options. */
JET_DECL JET_ERR JET_API JetDetachDatabase2A(JET_SESID sesid, JET_PCSTR szFilename, JET_GRBIT grbit);
#endif

/* Opens an attached database. */
JET_DECL JET_ERR JET_API JetOpenDatabaseA(JET_SESID sesid, JET_PCSTR szFilename, JET_PCSTR szConnect,
                                          JET_DBID *pdbid, JET_GRBIT grbit);

/* Closes a database that the session opened. */
JET_DECL JET_ERR JET_API JetCloseDatabase(JET_SESID sesid, JET_DBID dbid, JET_GRBIT grbit);
#if JET_VERSION >= 0x0600

/* Limits the size of a database. */
JET_DECL JET_ERR JET_API JetSetMaxDatabaseSize(JET_SESID sesid, JET_DBID dbid, JET_ULONG cpg,
                                               JET_GRBIT grbit);

/* Tells the limit of JetSetMaxDatabaseSize. */
JET_DECL JET_ERR JET_API JetGetMaxDatabaseSize(JET_SESID sesid, JET_DBID dbid, JET_ULONG *pcpg,
                                               JET_GRBIT grbit);
#endif

/* Grows a database that is not attached to cpg pages. */
JET_DECL JET_ERR JET_API JetSetDatabaseSizeA(JET_SESID sesid, JET_PCSTR szDatabaseName, JET_ULONG cpg,
                                             JET_ULONG *pcpgReal);

/* Grows an open database to cpg pages. */
JET_DECL JET_ERR JET_API JetGrowDatabase(JET_SESID sesid, JET_DBID dbid, JET_ULONG cpg, JET_ULONG *pcpgReal);
#if JET_VERSION >= 0x0602

/* Grows or shrinks an open database. */
JET_DECL JET_ERR JET_API JetResizeDatabase(JET_SESID sesid, JET_DBID dbid, JET_ULONG cpgTarget,
                                           JET_ULONG *pcpgActual, const JET_GRBIT grbit);
#endif

/* The same with UTF-16 strings */
#if JET_VERSION >= 0x0600
JET_DECL JET_ERR JET_API JetCreateDatabaseW(JET_SESID sesid, JET_PCWSTR szFilename, JET_PCWSTR szConnect,
                                            JET_DBID *pdbid, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetCreateDatabase2W(JET_SESID sesid, JET_PCWSTR szFilename,
                                             const JET_ULONG cpgDatabaseSizeMax, JET_DBID *pdbid,
                                             JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetAttachDatabaseW(JET_SESID sesid, JET_PCWSTR szFilename, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetAttachDatabase2W(JET_SESID sesid, JET_PCWSTR szFilename,
                                             const JET_ULONG cpgDatabaseSizeMax, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetDetachDatabaseW(JET_SESID sesid, JET_PCWSTR szFilename);
JET_DECL JET_ERR JET_API JetDetachDatabase2W(JET_SESID sesid, JET_PCWSTR szFilename, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetOpenDatabaseW(JET_SESID sesid, JET_PCWSTR szFilename, JET_PCWSTR szConnect,
                                          JET_DBID *pdbid, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetSetDatabaseSizeW(JET_SESID sesid, JET_PCWSTR szDatabaseName, JET_ULONG cpg,
                                             JET_ULONG *pcpgReal);
#endif
#if JET_VERSION >= 0x0a01
JET_DECL JET_ERR JET_API JetCreateDatabase3W(JET_SESID sesid, JET_PCWSTR szFilename, JET_DBID *pdbid,
                                             JET_SETDBPARAM *rgsetdbparam, JET_ULONG csetdbparam,
                                             JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetAttachDatabase3W(JET_SESID sesid, JET_PCWSTR szFilename,
                                             JET_SETDBPARAM *rgsetdbparam, JET_ULONG csetdbparam,
                                             JET_GRBIT grbit);
#endif

/* -----------------------------------------------------------------------------------------------------------
 * Functions: Schema
 */

#if JET_VERSION >= 0x0a01

/* Sets a property of a table: its encryption key. */
JET_DECL JET_ERR JET_API JetSetTableInfoA(JET_SESID sesid, JET_TABLEID tableid, const void *pvParam,
                                          JET_ULONG cbParam, JET_ULONG InfoLevel);

/* Makes a key for encrypted columns. */
JET_DECL JET_ERR JET_API JetCreateEncryptionKey(JET_ULONG encryptionAlgorithm, void *pvKey, JET_ULONG cbKey,
                                                JET_ULONG *pcbActual);
#endif

/* Creates a table and opens it exclusively. */
JET_DECL JET_ERR JET_API JetCreateTableA(JET_SESID sesid, JET_DBID dbid, JET_PCSTR szTableName,
                                         JET_ULONG lPages, JET_ULONG lDensity, JET_TABLEID *ptableid);

/* Creates a table with columns and indexes in one call. */
JET_DECL JET_ERR JET_API JetCreateTableColumnIndexA(JET_SESID sesid, JET_DBID dbid,
                                                    JET_TABLECREATE_A *ptablecreate);
#if JET_VERSION >= 0x0501

/* JetCreateTableColumnIndex with a callback. */
JET_DECL JET_ERR JET_API JetCreateTableColumnIndex2A(JET_SESID sesid, JET_DBID dbid,
                                                     JET_TABLECREATE2_A *ptablecreate);
#endif
#if JET_VERSION >= 0x0601

/* JetCreateTableColumnIndex2 with space hints. */
JET_DECL JET_ERR JET_API JetCreateTableColumnIndex3A(JET_SESID sesid, JET_DBID dbid,
                                                     JET_TABLECREATE3_A *ptablecreate);
#endif
#if JET_VERSION >= 0x0602

/* JetCreateTableColumnIndex3 with locale names. */
JET_DECL JET_ERR JET_API JetCreateTableColumnIndex4A(JET_SESID sesid, JET_DBID dbid,
                                                     JET_TABLECREATE4_A *ptablecreate);
#endif
#if JET_VERSION >= 0x0a01

/* JetCreateTableColumnIndex4 with the chunk size of long values. */
JET_DECL JET_ERR JET_API JetCreateTableColumnIndex5A(JET_SESID sesid, JET_DBID dbid,
                                                     JET_TABLECREATE5_A *ptablecreate);
#endif

/* Deletes a table. */
JET_DECL JET_ERR JET_API JetDeleteTableA(JET_SESID sesid, JET_DBID dbid, JET_PCSTR szTableName);
#if JET_VERSION >= 0x0a02

/* Deletes a table with options. */
JET_DECL JET_ERR JET_API JetDeleteTable2A(JET_SESID sesid, JET_DBID dbid, JET_PCSTR szTableName,
                                          const JET_GRBIT grbit);
#endif

/* Renames a table. */
JET_DECL JET_ERR JET_API JetRenameTableA(JET_SESID sesid, JET_DBID dbid, JET_PCSTR szName,
                                         JET_PCSTR szNameNew);

/* Adds a column to a table. */
JET_DECL JET_ERR JET_API JetAddColumnA(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR szColumnName,
                                       const JET_COLUMNDEF *pcolumndef, const void *pvDefault,
                                       JET_ULONG cbDefault, JET_COLUMNID *pcolumnid);

/* Deletes a column. */
JET_DECL JET_ERR JET_API JetDeleteColumnA(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR szColumnName);
#if JET_VERSION >= 0x0501

/* Deletes a column with options. */
JET_DECL JET_ERR JET_API JetDeleteColumn2A(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR szColumnName,
                                           const JET_GRBIT grbit);

/* Renames a column. */
JET_DECL JET_ERR JET_API JetRenameColumnA(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR szName,
                                          JET_PCSTR szNameNew, JET_GRBIT grbit);
#endif

/* Replaces the default value of a column. */
JET_DECL JET_ERR JET_API JetSetColumnDefaultValueA(JET_SESID sesid, JET_DBID dbid, JET_PCSTR szTableName,
                                                   JET_PCSTR szColumnName, const void *pvData,
                                                   const JET_ULONG cbData, const JET_GRBIT grbit);

/* Creates an index. szKey is a list of zero-terminated "+column" or "-column", ended by an empty one. */
JET_DECL JET_ERR JET_API JetCreateIndexA(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR szIndexName,
                                         JET_GRBIT grbit, const char *szKey, JET_ULONG cbKey,
                                         JET_ULONG lDensity);

/* Creates indexes in one pass over the table. */
JET_DECL JET_ERR JET_API JetCreateIndex2A(JET_SESID sesid, JET_TABLEID tableid,
                                          JET_INDEXCREATE_A *pindexcreate, JET_ULONG cIndexCreate);
#if JET_VERSION >= 0x0601

/* JetCreateIndex2 with space hints. */
JET_DECL JET_ERR JET_API JetCreateIndex3A(JET_SESID sesid, JET_TABLEID tableid,
                                          JET_INDEXCREATE2_A *pindexcreate, JET_ULONG cIndexCreate);
#endif
#if JET_VERSION >= 0x0602

/* JetCreateIndex3 with locale names. */
JET_DECL JET_ERR JET_API JetCreateIndex4A(JET_SESID sesid, JET_TABLEID tableid,
                                          JET_INDEXCREATE3_A *pindexcreate, JET_ULONG cIndexCreate);
#endif

/* Deletes a secondary index. */
JET_DECL JET_ERR JET_API JetDeleteIndexA(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR szIndexName);

/* Changes a schema in ways the other functions refuse. */
JET_DECL JET_ERR JET_API JetConvertDDLA(JET_SESID sesid, JET_DBID dbid, JET_OPDDLCONV convtyp, void *pvData,
                                        JET_ULONG cbData);

/* Recomputes the statistics of a table and its indexes. */
JET_DECL JET_ERR JET_API JetComputeStats(JET_SESID sesid, JET_TABLEID tableid);

/* The same with UTF-16 strings */
#if JET_VERSION >= 0x0600
JET_DECL JET_ERR JET_API JetCreateTableW(JET_SESID sesid, JET_DBID dbid, JET_PCWSTR szTableName,
                                         JET_ULONG lPages, JET_ULONG lDensity, JET_TABLEID *ptableid);
JET_DECL JET_ERR JET_API JetCreateTableColumnIndexW(JET_SESID sesid, JET_DBID dbid,
                                                    JET_TABLECREATE_W *ptablecreate);
JET_DECL JET_ERR JET_API JetCreateTableColumnIndex2W(JET_SESID sesid, JET_DBID dbid,
                                                     JET_TABLECREATE2_W *ptablecreate);
JET_DECL JET_ERR JET_API JetDeleteTableW(JET_SESID sesid, JET_DBID dbid, JET_PCWSTR szTableName);
JET_DECL JET_ERR JET_API JetRenameTableW(JET_SESID sesid, JET_DBID dbid, JET_PCWSTR szName,
                                         JET_PCWSTR szNameNew);
JET_DECL JET_ERR JET_API JetAddColumnW(JET_SESID sesid, JET_TABLEID tableid, JET_PCWSTR szColumnName,
                                       const JET_COLUMNDEF *pcolumndef, const void *pvDefault,
                                       JET_ULONG cbDefault, JET_COLUMNID *pcolumnid);
JET_DECL JET_ERR JET_API JetDeleteColumnW(JET_SESID sesid, JET_TABLEID tableid, JET_PCWSTR szColumnName);
JET_DECL JET_ERR JET_API JetDeleteColumn2W(JET_SESID sesid, JET_TABLEID tableid, JET_PCWSTR szColumnName,
                                           const JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetRenameColumnW(JET_SESID sesid, JET_TABLEID tableid, JET_PCWSTR szName,
                                          JET_PCWSTR szNameNew, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetSetColumnDefaultValueW(JET_SESID sesid, JET_DBID dbid, JET_PCWSTR szTableName,
                                                   JET_PCWSTR szColumnName, const void *pvData,
                                                   const JET_ULONG cbData, const JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetCreateIndexW(JET_SESID sesid, JET_TABLEID tableid, JET_PCWSTR szIndexName,
                                         JET_GRBIT grbit, const WCHAR *szKey, JET_ULONG cbKey,
                                         JET_ULONG lDensity);
JET_DECL JET_ERR JET_API JetCreateIndex2W(JET_SESID sesid, JET_TABLEID tableid,
                                          JET_INDEXCREATE_W *pindexcreate, JET_ULONG cIndexCreate);
JET_DECL JET_ERR JET_API JetDeleteIndexW(JET_SESID sesid, JET_TABLEID tableid, JET_PCWSTR szIndexName);
JET_DECL JET_ERR JET_API JetConvertDDLW(JET_SESID sesid, JET_DBID dbid, JET_OPDDLCONV convtyp, void *pvData,
                                        JET_ULONG cbData);
#endif
#if JET_VERSION >= 0x0601
JET_DECL JET_ERR JET_API JetCreateTableColumnIndex3W(JET_SESID sesid, JET_DBID dbid,
                                                     JET_TABLECREATE3_W *ptablecreate);
JET_DECL JET_ERR JET_API JetCreateIndex3W(JET_SESID sesid, JET_TABLEID tableid,
                                          JET_INDEXCREATE2_W *pindexcreate, JET_ULONG cIndexCreate);
#endif
#if JET_VERSION >= 0x0602
JET_DECL JET_ERR JET_API JetCreateTableColumnIndex4W(JET_SESID sesid, JET_DBID dbid,
                                                     JET_TABLECREATE4_W *ptablecreate);
JET_DECL JET_ERR JET_API JetCreateIndex4W(JET_SESID sesid, JET_TABLEID tableid,
                                          JET_INDEXCREATE3_W *pindexcreate, JET_ULONG cIndexCreate);
#endif
#if JET_VERSION >= 0x0a01
JET_DECL JET_ERR JET_API JetSetTableInfoW(JET_SESID sesid, JET_TABLEID tableid, const void *pvParam,
                                          JET_ULONG cbParam, JET_ULONG InfoLevel);
JET_DECL JET_ERR JET_API JetCreateTableColumnIndex5W(JET_SESID sesid, JET_DBID dbid,
                                                     JET_TABLECREATE5_W *ptablecreate);
#endif
#if JET_VERSION >= 0x0a02
JET_DECL JET_ERR JET_API JetDeleteTable2W(JET_SESID sesid, JET_DBID dbid, JET_PCWSTR wszTableName,
                                          const JET_GRBIT grbit);
#endif

/* -----------------------------------------------------------------------------------------------------------
 * Functions: Information
 */

/* Lists the tables of a database, or describes one. */
JET_DECL JET_ERR JET_API JetGetObjectInfoA(JET_SESID sesid, JET_DBID dbid, JET_OBJTYP objtyp,
                                           JET_PCSTR szContainerName, JET_PCSTR szObjectName, void *pvResult,
                                           JET_ULONG cbMax, JET_ULONG InfoLevel);

/* Describes an open table. */
JET_DECL JET_ERR JET_API JetGetTableInfoA(JET_SESID sesid, JET_TABLEID tableid, void *pvResult,
                                          JET_ULONG cbMax, JET_ULONG InfoLevel);

/* Describes a column, or all, of an open table. */
JET_DECL JET_ERR JET_API JetGetTableColumnInfoA(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR szColumnName,
                                                void *pvResult, JET_ULONG cbMax, JET_ULONG InfoLevel);

/* Describes a column, or all, of a table by name. */
JET_DECL JET_ERR JET_API JetGetColumnInfoA(JET_SESID sesid, JET_DBID dbid, JET_PCSTR szTableName,
                                           JET_PCSTR pColumnNameOrId, void *pvResult, JET_ULONG cbMax,
                                           JET_ULONG InfoLevel);

/* Describes an index, or all, of an open table. */
JET_DECL JET_ERR JET_API JetGetTableIndexInfoA(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR szIndexName,
                                               void *pvResult, JET_ULONG cbResult, JET_ULONG InfoLevel);

/* Describes an index, or all, of a table by name. */
JET_DECL JET_ERR JET_API JetGetIndexInfoA(JET_SESID sesid, JET_DBID dbid, JET_PCSTR szTableName,
                                          JET_PCSTR szIndexName, void *pvResult, JET_ULONG cbResult,
                                          JET_ULONG InfoLevel);

/* Describes an open database. */
JET_DECL JET_ERR JET_API JetGetDatabaseInfoA(JET_SESID sesid, JET_DBID dbid, void *pvResult, JET_ULONG cbMax,
                                             JET_ULONG InfoLevel);

/* Describes a database file that need not be attached. */
JET_DECL JET_ERR JET_API JetGetDatabaseFileInfoA(JET_PCSTR szDatabaseName, void *pvResult, JET_ULONG cbMax,
                                                 JET_ULONG InfoLevel);
#if JET_VERSION >= 0x0600

/* Describes a log file. */
JET_DECL JET_ERR JET_API JetGetLogFileInfoA(JET_PCSTR szLog, void *pvResult, const JET_ULONG cbMax,
                                            const JET_ULONG InfoLevel);

/* Tells what the current record occupies. */
JET_DECL JET_ERR JET_API JetGetRecordSize(JET_SESID sesid, JET_TABLEID tableid, JET_RECSIZE *precsize,
                                          const JET_GRBIT grbit);
#endif
#if JET_VERSION >= 0x0601

/* JetGetRecordSize with compression. */
JET_DECL JET_ERR JET_API JetGetRecordSize2(JET_SESID sesid, JET_TABLEID tableid, JET_RECSIZE2 *precsize,
                                           const JET_GRBIT grbit);
#endif
#if JET_VERSION >= 0x0a01

/* JetGetRecordSize2 with intrinsic long values and the key. */
JET_DECL JET_ERR JET_API JetGetRecordSize3(JET_SESID sesid, JET_TABLEID tableid, JET_RECSIZE3 *precsize,
                                           const JET_GRBIT grbit);
#endif

/* Tells whether another session has changed the current record. */
JET_DECL JET_ERR JET_API JetGetCursorInfo(JET_SESID sesid, JET_TABLEID tableid, void *pvResult,
                                          JET_ULONG cbMax, JET_ULONG InfoLevel);
#if JET_VERSION >= 0x0a01

/* Describes a revert snapshot. */
JET_DECL JET_ERR JET_API JetGetRBSFileInfoA(JET_PCSTR szRBSFileName, void *pvResult, JET_ULONG cbMax,
                                            JET_ULONG InfoLevel);
#endif
#if JET_VERSION >= 0x0602

/* Tells the categories of an error number. */
JET_DECL JET_ERR JET_API JetGetErrorInfoW(void *pvContext, void *pvResult, JET_ULONG cbMax,
                                          JET_ULONG InfoLevel, JET_GRBIT grbit);
#endif

/* The same with UTF-16 strings */
#if JET_VERSION >= 0x0600
JET_DECL JET_ERR JET_API JetGetObjectInfoW(JET_SESID sesid, JET_DBID dbid, JET_OBJTYP objtyp,
                                           JET_PCWSTR szContainerName, JET_PCWSTR szObjectName,
                                           void *pvResult, JET_ULONG cbMax, JET_ULONG InfoLevel);
JET_DECL JET_ERR JET_API JetGetTableInfoW(JET_SESID sesid, JET_TABLEID tableid, void *pvResult,
                                          JET_ULONG cbMax, JET_ULONG InfoLevel);
JET_DECL JET_ERR JET_API JetGetTableColumnInfoW(JET_SESID sesid, JET_TABLEID tableid, JET_PCWSTR szColumnName,
                                                void *pvResult, JET_ULONG cbMax, JET_ULONG InfoLevel);
JET_DECL JET_ERR JET_API JetGetColumnInfoW(JET_SESID sesid, JET_DBID dbid, JET_PCWSTR szTableName,
                                           JET_PCWSTR pwColumnNameOrId, void *pvResult, JET_ULONG cbMax,
                                           JET_ULONG InfoLevel);
JET_DECL JET_ERR JET_API JetGetTableIndexInfoW(JET_SESID sesid, JET_TABLEID tableid, JET_PCWSTR szIndexName,
                                               void *pvResult, JET_ULONG cbResult, JET_ULONG InfoLevel);
JET_DECL JET_ERR JET_API JetGetIndexInfoW(JET_SESID sesid, JET_DBID dbid, JET_PCWSTR szTableName,
                                          JET_PCWSTR szIndexName, void *pvResult, JET_ULONG cbResult,
                                          JET_ULONG InfoLevel);
JET_DECL JET_ERR JET_API JetGetDatabaseInfoW(JET_SESID sesid, JET_DBID dbid, void *pvResult, JET_ULONG cbMax,
                                             JET_ULONG InfoLevel);
JET_DECL JET_ERR JET_API JetGetDatabaseFileInfoW(JET_PCWSTR szDatabaseName, void *pvResult, JET_ULONG cbMax,
                                                 JET_ULONG InfoLevel);
JET_DECL JET_ERR JET_API JetGetLogFileInfoW(JET_PCWSTR szLog, void *pvResult, const JET_ULONG cbMax,
                                            const JET_ULONG InfoLevel);
#endif
#if JET_VERSION >= 0x0a01
JET_DECL JET_ERR JET_API JetGetRBSFileInfoW(JET_PCWSTR szRBSFileName, void *pvResult, JET_ULONG cbMax,
                                            JET_ULONG InfoLevel);
#endif

/* -----------------------------------------------------------------------------------------------------------
 * Functions: Cursors, indexes, seeking
 */

/* Opens a cursor on a table. */
JET_DECL JET_ERR JET_API JetOpenTableA(JET_SESID sesid, JET_DBID dbid, JET_PCSTR szTableName,
                                       const void *pvParameters, JET_ULONG cbParameters, JET_GRBIT grbit,
                                       JET_TABLEID *ptableid);
#if JET_VERSION >= 0x0501

/* Says that a cursor will read in order. */
JET_DECL JET_ERR JET_API JetSetTableSequential(JET_SESID sesid, JET_TABLEID tableid, JET_GRBIT grbit);

/* Ends JetSetTableSequential. */
JET_DECL JET_ERR JET_API JetResetTableSequential(JET_SESID sesid, JET_TABLEID tableid, JET_GRBIT grbit);
#endif

/* Closes a cursor. */
JET_DECL JET_ERR JET_API JetCloseTable(JET_SESID sesid, JET_TABLEID tableid);

/* Estimates where the current entry lies in the index. */
JET_DECL JET_ERR JET_API JetGetRecordPosition(JET_SESID sesid, JET_TABLEID tableid, JET_RECPOS *precpos,
                                              JET_ULONG cbRecpos);

/* Moves to about a fractional position of the index. */
JET_DECL JET_ERR JET_API JetGotoPosition(JET_SESID sesid, JET_TABLEID tableid, JET_RECPOS *precpos);

/* Opens a second cursor on the same table. */
JET_DECL JET_ERR JET_API JetDupCursor(JET_SESID sesid, JET_TABLEID tableid, JET_TABLEID *ptableid,
                                      JET_GRBIT grbit);

/* Names the index of a cursor. */
JET_DECL JET_ERR JET_API JetGetCurrentIndexA(JET_SESID sesid, JET_TABLEID tableid, JET_PSTR szIndexName,
                                             JET_ULONG cbIndexName);

/* Chooses the index of a cursor; NULL for the clustered one. */
JET_DECL JET_ERR JET_API JetSetCurrentIndexA(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR szIndexName);

/* JetSetCurrentIndex, optionally keeping the position. */
JET_DECL JET_ERR JET_API JetSetCurrentIndex2A(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR szIndexName,
                                              JET_GRBIT grbit);

/* JetSetCurrentIndex2 for a value of a multi-valued column. */
JET_DECL JET_ERR JET_API JetSetCurrentIndex3A(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR szIndexName,
                                              JET_GRBIT grbit, JET_ULONG itagSequence);

/* JetSetCurrentIndex3 with an index id, which is faster than a name. */
JET_DECL JET_ERR JET_API JetSetCurrentIndex4A(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR szIndexName,
                                              JET_INDEXID *pindexid, JET_GRBIT grbit, JET_ULONG itagSequence);

/* Moves by cRow entries, or to the first or last. */
JET_DECL JET_ERR JET_API JetMove(JET_SESID sesid, JET_TABLEID tableid, JET_LONG cRow, JET_GRBIT grbit);
#if JET_VERSION >= 0x0602

/* Lets JetMove pass over records that do not fit. */
JET_DECL JET_ERR JET_API JetSetCursorFilter(JET_SESID sesid, JET_TABLEID tableid,
                                            JET_INDEX_COLUMN *rgColumnFilters, JET_ULONG cColumnFilters,
                                            JET_GRBIT grbit);
#endif

/* Locks the current record. */
JET_DECL JET_ERR JET_API JetGetLock(JET_SESID sesid, JET_TABLEID tableid, JET_GRBIT grbit);

/* Adds a column value to the search key. */
JET_DECL JET_ERR JET_API JetMakeKey(JET_SESID sesid, JET_TABLEID tableid, const void *pvData,
                                    JET_ULONG cbData, JET_GRBIT grbit);

/* Moves to an entry by the search key. */
JET_DECL JET_ERR JET_API JetSeek(JET_SESID sesid, JET_TABLEID tableid, JET_GRBIT grbit);
#if JET_VERSION >= 0x0601

/* Reads ahead the pages of keys. */
JET_DECL JET_ERR JET_API JetPrereadKeys(JET_SESID sesid, JET_TABLEID tableid, const void **rgpvKeys,
                                        const JET_ULONG *rgcbKeys, JET_LONG ckeys, JET_LONG *pckeysPreread,
                                        JET_GRBIT grbit);
#endif
#if JET_VERSION >= 0x0602

/* Reads ahead ranges of an index. */
JET_DECL JET_ERR JET_API JetPrereadIndexRanges(JET_SESID sesid, JET_TABLEID tableid,
                                               const JET_INDEX_RANGE *const rgIndexRanges,
                                               const JET_ULONG cIndexRanges, JET_ULONG *const pcRangesPreread,
                                               const JET_COLUMNID *const rgcolumnidPreread,
                                               const JET_ULONG ccolumnidPreread, JET_GRBIT grbit);
#endif

/* Copies the bookmark (primary key) of the current record. */
JET_DECL JET_ERR JET_API JetGetBookmark(JET_SESID sesid, JET_TABLEID tableid, void *pvBookmark,
                                        JET_ULONG cbMax, JET_ULONG *pcbActual);
#if JET_VERSION >= 0x0501

/* Copies secondary key and primary bookmark of the current entry. */
JET_DECL JET_ERR JET_API JetGetSecondaryIndexBookmark(JET_SESID sesid, JET_TABLEID tableid,
                                                      void *pvSecondaryKey, JET_ULONG cbSecondaryKeyMax,
                                                      JET_ULONG *pcbSecondaryKeyActual,
                                                      void *pvPrimaryBookmark, JET_ULONG cbPrimaryBookmarkMax,
                                                      JET_ULONG *pcbPrimaryBookmarkActual,
                                                      const JET_GRBIT grbit);
#endif

/* Moves to a record by its bookmark. */
JET_DECL JET_ERR JET_API JetGotoBookmark(JET_SESID sesid, JET_TABLEID tableid, void *pvBookmark,
                                         JET_ULONG cbBookmark);
#if JET_VERSION >= 0x0501

/* Moves to an entry of a secondary index. */
JET_DECL JET_ERR JET_API JetGotoSecondaryIndexBookmark(JET_SESID sesid, JET_TABLEID tableid,
                                                       void *pvSecondaryKey, JET_ULONG cbSecondaryKey,
                                                       void *pvPrimaryBookmark, JET_ULONG cbPrimaryBookmark,
                                                       const JET_GRBIT grbit);
#endif

/* Lists the records that lie in all of the index ranges. */
JET_DECL JET_ERR JET_API JetIntersectIndexes(JET_SESID sesid, JET_INDEXRANGE *rgindexrange,
                                             JET_ULONG cindexrange, JET_RECORDLIST *precordlist,
                                             JET_GRBIT grbit);

/* Limits JetMove to entries up to the search key. */
JET_DECL JET_ERR JET_API JetSetIndexRange(JET_SESID sesid, JET_TABLEID tableidSrc, JET_GRBIT grbit);

/* Counts entries from the current one on, up to crecMax. */
JET_DECL JET_ERR JET_API JetIndexRecordCount(JET_SESID sesid, JET_TABLEID tableid, JET_ULONG *pcrec,
                                             JET_ULONG crecMax);
#if JET_VERSION >= 0x0a01

/* JetIndexRecordCount with 64-bit numbers. */
JET_DECL JET_ERR JET_API JetIndexRecordCount2(JET_SESID sesid, JET_TABLEID tableid, JET_UINT64 *pcrec,
                                              JET_UINT64 crecMax);
#endif

/* Copies the key of the current entry, or the search key. */
JET_DECL JET_ERR JET_API JetRetrieveKey(JET_SESID sesid, JET_TABLEID tableid, void *pvKey, JET_ULONG cbMax,
                                        JET_ULONG *pcbActual, JET_GRBIT grbit);
#if JET_VERSION >= 0x0602

/* Reads ahead the root pages of tables. */
JET_DECL JET_ERR JET_API JetPrereadTablesW(JET_SESID sesid, JET_DBID dbid, JET_PCWSTR *rgwszTables,
                                           JET_LONG cwszTables, JET_GRBIT grbit);
#endif
#if JET_VERSION >= 0x0a00

/* Reads ahead one range of an index within limits. */
JET_DECL JET_ERR JET_API JetPrereadIndexRange(JET_SESID sesid, JET_TABLEID tableid,
                                              const JET_INDEX_RANGE *const pIndexRange,
                                              const JET_ULONG cPageCacheMin, const JET_ULONG cPageCacheMax,
                                              JET_GRBIT grbit, JET_ULONG *const pcPageCacheActual);
#endif
#if JET_VERSION >= 0x0a01

/* Reads ahead long values by their references. */
JET_DECL JET_ERR JET_API JetPrereadColumnsByReference(const JET_SESID sesid, const JET_TABLEID tableid,
                                                      const void *const *const rgpvReferences,
                                                      const JET_ULONG *const rgcbReferences,
                                                      const JET_ULONG cReferences,
                                                      const JET_ULONG cPageCacheMin,
                                                      const JET_ULONG cPageCacheMax,
                                                      JET_ULONG *const pcReferencesPreread,
                                                      const JET_GRBIT grbit);

/* Copies columns of many records into one buffer. */
JET_DECL JET_ERR JET_API JetStreamRecords(JET_SESID sesid, JET_TABLEID tableid, const JET_ULONG ccolumnid,
                                          const JET_COLUMNID *const rgcolumnid, void *const pvData,
                                          const JET_ULONG cbData, JET_ULONG *const pcbActual,
                                          const JET_GRBIT grbit);
#endif

/* The same with UTF-16 strings */
#if JET_VERSION >= 0x0600
JET_DECL JET_ERR JET_API JetOpenTableW(JET_SESID sesid, JET_DBID dbid, JET_PCWSTR szTableName,
                                       const void *pvParameters, JET_ULONG cbParameters, JET_GRBIT grbit,
                                       JET_TABLEID *ptableid);
JET_DECL JET_ERR JET_API JetGetCurrentIndexW(JET_SESID sesid, JET_TABLEID tableid, JET_PWSTR szIndexName,
                                             JET_ULONG cbIndexName);
JET_DECL JET_ERR JET_API JetSetCurrentIndexW(JET_SESID sesid, JET_TABLEID tableid, JET_PCWSTR szIndexName);
JET_DECL JET_ERR JET_API JetSetCurrentIndex2W(JET_SESID sesid, JET_TABLEID tableid, JET_PCWSTR szIndexName,
                                              JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetSetCurrentIndex3W(JET_SESID sesid, JET_TABLEID tableid, JET_PCWSTR szIndexName,
                                              JET_GRBIT grbit, JET_ULONG itagSequence);
JET_DECL JET_ERR JET_API JetSetCurrentIndex4W(JET_SESID sesid, JET_TABLEID tableid, JET_PCWSTR szIndexName,
                                              JET_INDEXID *pindexid, JET_GRBIT grbit, JET_ULONG itagSequence);
#endif

/* -----------------------------------------------------------------------------------------------------------
 * Functions: Records and columns
 */

/* Deletes the current record. */
JET_DECL JET_ERR JET_API JetDelete(JET_SESID sesid, JET_TABLEID tableid);

/* Ends the update begun by JetPrepareUpdate and writes the record. */
JET_DECL JET_ERR JET_API JetUpdate(JET_SESID sesid, JET_TABLEID tableid, void *pvBookmark,
                                   JET_ULONG cbBookmark, JET_ULONG *pcbActual);
#if JET_VERSION >= 0x0502

/* JetUpdate with options. */
JET_DECL JET_ERR JET_API JetUpdate2(JET_SESID sesid, JET_TABLEID tableid, void *pvBookmark,
                                    JET_ULONG cbBookmark, JET_ULONG *pcbActual, const JET_GRBIT grbit);
#endif

/* Adds to an escrow column without locking the record. */
JET_DECL JET_ERR JET_API JetEscrowUpdate(JET_SESID sesid, JET_TABLEID tableid, JET_COLUMNID columnid,
                                         void *pv, JET_ULONG cbMax, void *pvOld, JET_ULONG cbOldMax,
                                         JET_ULONG *pcbOldActual, JET_GRBIT grbit);

/* Reads a value of the current record. */
JET_DECL JET_ERR JET_API JetRetrieveColumn(JET_SESID sesid, JET_TABLEID tableid, JET_COLUMNID columnid,
                                           void *pvData, JET_ULONG cbData, JET_ULONG *pcbActual,
                                           JET_GRBIT grbit, JET_RETINFO *pretinfo);

/* Reads several values. */
JET_DECL JET_ERR JET_API JetRetrieveColumns(JET_SESID sesid, JET_TABLEID tableid,
                                            JET_RETRIEVECOLUMN *pretrievecolumn, JET_ULONG cretrievecolumn);
#if JET_VERSION >= 0x0501

/* Reads all values of chosen, or all, columns into memory from pfnRealloc. */
JET_DECL JET_ERR JET_API JetEnumerateColumns(JET_SESID sesid, JET_TABLEID tableid, JET_ULONG cEnumColumnId,
                                             JET_ENUMCOLUMNID *rgEnumColumnId, JET_ULONG *pcEnumColumn,
                                             JET_ENUMCOLUMN **prgEnumColumn, JET_PFNREALLOC pfnRealloc,
                                             void *pvReallocContext, JET_ULONG cbDataMost, JET_GRBIT grbit);
#endif

/* Lists the tagged columns of the current record. */
JET_DECL JET_ERR JET_API JetRetrieveTaggedColumnList(JET_SESID sesid, JET_TABLEID tableid,
                                                     JET_ULONG *pcColumns, void *pvData, JET_ULONG cbData,
                                                     JET_COLUMNID columnidStart, JET_GRBIT grbit);

/* Sets a value in the record being updated. */
JET_DECL JET_ERR JET_API JetSetColumn(JET_SESID sesid, JET_TABLEID tableid, JET_COLUMNID columnid,
                                      const void *pvData, JET_ULONG cbData, JET_GRBIT grbit,
                                      JET_SETINFO *psetinfo);

/* Sets several values. */
JET_DECL JET_ERR JET_API JetSetColumns(JET_SESID sesid, JET_TABLEID tableid, JET_SETCOLUMN *psetcolumn,
                                       JET_ULONG csetcolumn);

/* Begins, or cancels, an insert or a replacement. */
JET_DECL JET_ERR JET_API JetPrepareUpdate(JET_SESID sesid, JET_TABLEID tableid, JET_ULONG prep);
#if JET_VERSION >= 0x0501

/* Registers a callback for events of a table. */
JET_DECL JET_ERR JET_API JetRegisterCallback(JET_SESID sesid, JET_TABLEID tableid, JET_CBTYP cbtyp,
                                             JET_CALLBACK pCallback, void *pvContext,
                                             JET_HANDLE *phCallbackId);

/* Ends a registration. */
JET_DECL JET_ERR JET_API JetUnregisterCallback(JET_SESID sesid, JET_TABLEID tableid, JET_CBTYP cbtyp,
                                               JET_HANDLE hCallbackId);

/* Ties a value to a cursor or table. */
JET_DECL JET_ERR JET_API JetSetLS(JET_SESID sesid, JET_TABLEID tableid, JET_LS ls, JET_GRBIT grbit);

/* Reads the value of JetSetLS. */
JET_DECL JET_ERR JET_API JetGetLS(JET_SESID sesid, JET_TABLEID tableid, JET_LS *pls, JET_GRBIT grbit);
#endif
#if JET_VERSION >= 0x0a01

/* Reads a long value by its reference. */
JET_DECL JET_ERR JET_API JetRetrieveColumnByReference(const JET_SESID sesid, const JET_TABLEID tableid,
                                                      const void *const pvReference,
                                                      const JET_ULONG cbReference, const JET_ULONG ibData,
                                                      void *const pvData, const JET_ULONG cbData,
                                                      JET_ULONG *const pcbActual, const JET_GRBIT grbit);

/* Takes the next value from a buffer of JetStreamRecords. */
JET_DECL JET_ERR JET_API JetRetrieveColumnFromRecordStream(void *const pvData, const JET_ULONG cbData,
                                                           JET_ULONG *const piRecord,
                                                           JET_COLUMNID *const pcolumnid,
                                                           JET_ULONG *const pitagSequence,
                                                           JET_ULONG *const pibValue,
                                                           JET_ULONG *const pcbValue);
#endif

/* -----------------------------------------------------------------------------------------------------------
 * Functions: Temporary tables
 */

/* Creates a temporary table. */
JET_DECL JET_ERR JET_API JetOpenTempTable(JET_SESID sesid, const JET_COLUMNDEF *prgcolumndef,
                                          JET_ULONG ccolumn, JET_GRBIT grbit, JET_TABLEID *ptableid,
                                          JET_COLUMNID *prgcolumnid);

/* Creates a temporary table that sorts text by LCID. */
JET_DECL JET_ERR JET_API JetOpenTempTable2(JET_SESID sesid, const JET_COLUMNDEF *prgcolumndef,
                                           JET_ULONG ccolumn, JET_ULONG lcid, JET_GRBIT grbit,
                                           JET_TABLEID *ptableid, JET_COLUMNID *prgcolumnid);

/* Creates a temporary table that sorts text as pidxunicode says. */
JET_DECL JET_ERR JET_API JetOpenTempTable3(JET_SESID sesid, const JET_COLUMNDEF *prgcolumndef,
                                           JET_ULONG ccolumn, JET_UNICODEINDEX *pidxunicode, JET_GRBIT grbit,
                                           JET_TABLEID *ptableid, JET_COLUMNID *prgcolumnid);
#if JET_VERSION >= 0x0600

/* Creates a temporary table as the structure says. */
JET_DECL JET_ERR JET_API JetOpenTemporaryTable(JET_SESID sesid, JET_OPENTEMPORARYTABLE *popentemporarytable);
#endif
#if JET_VERSION >= 0x0602

/* JetOpenTemporaryTable with a locale name. */
JET_DECL JET_ERR JET_API JetOpenTemporaryTable2(JET_SESID sesid,
                                                JET_OPENTEMPORARYTABLE2 *popentemporarytable);
#endif

/* -----------------------------------------------------------------------------------------------------------
 * Functions: Maintenance
 */

/* Copies a database into a new, dense one. */
JET_DECL JET_ERR JET_API JetCompactA(JET_SESID sesid, JET_PCSTR szDatabaseSrc, JET_PCSTR szDatabaseDest,
                                     JET_PFNSTATUS pfnStatus, JET_CONVERT_A *pconvert, JET_GRBIT grbit);

/* Starts, or stops, defragmentation in the background. */
JET_DECL JET_ERR JET_API JetDefragmentA(JET_SESID sesid, JET_DBID dbid, JET_PCSTR szTableName,
                                        JET_ULONG *pcPasses, JET_ULONG *pcSeconds, JET_GRBIT grbit);
#if JET_VERSION >= 0x0501

/* JetDefragment with a callback. */
JET_DECL JET_ERR JET_API JetDefragment2A(JET_SESID sesid, JET_DBID dbid, JET_PCSTR szTableName,
                                         JET_ULONG *pcPasses, JET_ULONG *pcSeconds, JET_CALLBACK callback,
                                         JET_GRBIT grbit);

/* JetDefragment2 by the name of the database. */
JET_DECL JET_ERR JET_API JetDefragment3A(JET_SESID sesid, JET_PCSTR szDatabaseName, JET_PCSTR szTableName,
                                         JET_ULONG *pcPasses, JET_ULONG *pcSeconds, JET_CALLBACK callback,
                                         void *pvContext, JET_GRBIT grbit);
#endif
#if JET_VERSION >= 0x0601

/* Starts, or stops, verification of an attached database in the background. */
JET_DECL JET_ERR JET_API JetDatabaseScan(JET_SESID sesid, JET_DBID dbid, JET_ULONG *pcSecondsMax,
                                         JET_ULONG cmsecSleep, JET_CALLBACK pfnCallback, JET_GRBIT grbit);
#endif

/* Does one of the jobs of esentutl: checks, repairs, shows. */
JET_DECL JET_ERR JET_API JetDBUtilitiesA(JET_DBUTIL_A *pdbutil);
#if JET_VERSION >= 0x0600

/* Checks page images. */
JET_DECL JET_ERR JET_API JetGetPageInfo(void *const pvPages, JET_ULONG cbData, JET_PAGEINFO *rgPageInfo,
                                        JET_ULONG cbPageInfo, JET_GRBIT grbit, JET_ULONG ulInfoLevel);
#endif
#if JET_VERSION >= 0x0601

/* JetGetPageInfo with the checksums of large pages. */
JET_DECL JET_ERR JET_API JetGetPageInfo2(void *const pvPages, JET_ULONG cbData, void *const rgPageInfo,
                                         JET_ULONG cbPageInfo, JET_GRBIT grbit, JET_ULONG ulInfoLevel);

/* Copies raw pages of an open database. */
JET_DECL JET_ERR JET_API JetGetDatabasePages(JET_SESID sesid, JET_DBID dbid, JET_ULONG pgnoStart,
                                             JET_ULONG cpg, void *pv, JET_ULONG cb, JET_ULONG *pcbActual,
                                             JET_GRBIT grbit);
#endif
#if JET_VERSION >= 0x0602

/* Replaces a damaged page of an attached database. */
JET_DECL JET_ERR JET_API JetOnlinePatchDatabasePage(JET_SESID sesid, JET_DBID dbid, JET_ULONG pgno,
                                                    const void *pvToken, JET_ULONG cbToken,
                                                    const void *pvData, JET_ULONG cbData, JET_GRBIT grbit);
#endif
#if JET_VERSION >= 0x0601

/* Takes a log file out of the set a database needs. */
JET_DECL JET_ERR JET_API JetRemoveLogfileA(JET_PCSTR szDatabase, JET_PCSTR szLogfile, JET_GRBIT grbit);

/* Prepares a database for JetPatchDatabasePages. */
JET_DECL JET_ERR JET_API JetBeginDatabaseIncrementalReseedA(JET_INSTANCE instance, JET_PCSTR szDatabase,
                                                            JET_ULONG genFirstDivergedLog, JET_GRBIT grbit);

/* Ends what JetBeginDatabaseIncrementalReseed began. */
JET_DECL JET_ERR JET_API JetEndDatabaseIncrementalReseedA(JET_INSTANCE instance, JET_PCSTR szDatabase,
                                                          JET_ULONG genMinRequired,
                                                          JET_ULONG genFirstDivergedLog,
                                                          JET_ULONG genMaxRequired, JET_GRBIT grbit);

/* Overwrites pages of a database being reseeded. */
JET_DECL JET_ERR JET_API JetPatchDatabasePagesA(JET_INSTANCE instance, JET_PCSTR szDatabase,
                                                JET_ULONG pgnoStart, JET_ULONG cpg, const void *pv,
                                                JET_ULONG cb, JET_GRBIT grbit);
#endif
#if JET_VERSION >= 0x0a01

/* Prepares a revert to a snapshot in time. */
JET_DECL JET_ERR JET_API JetRBSPrepareRevert(JET_INSTANCE instance, JET_LOGTIME jltRevertExpected,
                                             JET_LONG cpgCache, JET_GRBIT grbit,
                                             JET_LOGTIME *pjltRevertActual);

/* Reverts the databases. */
JET_DECL JET_ERR JET_API JetRBSExecuteRevert(JET_INSTANCE instance, JET_GRBIT grbit,
                                             JET_RBSREVERTINFOMISC *prbsrevertinfomisc);

/* Gives up a prepared revert. */
JET_DECL JET_ERR JET_API JetRBSCancelRevert(JET_INSTANCE instance);
#endif
#if JET_VERSION >= 0x0601

/* Writes log data received from another instance. */
JET_DECL JET_ERR JET_API JetConsumeLogData(JET_INSTANCE instance, JET_EMITDATACTX *pEmitLogDataCtx,
                                           void *pvLogData, JET_ULONG cbLogData, JET_GRBIT grbits);
#endif
#if JET_VERSION >= 0x0501

/* Obsolete: upgraded databases of older engines. */
JET_DECL JET_ERR JET_API JetUpgradeDatabaseA(JET_SESID sesid, JET_PCSTR szDbFileName, JET_PCSTR szSLVFileName,
                                             const JET_GRBIT grbit);
#endif

/* The same with UTF-16 strings */
#if JET_VERSION >= 0x0600
JET_DECL JET_ERR JET_API JetCompactW(JET_SESID sesid, JET_PCWSTR szDatabaseSrc, JET_PCWSTR szDatabaseDest,
                                     JET_PFNSTATUS pfnStatus, JET_CONVERT_W *pconvert, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetDefragmentW(JET_SESID sesid, JET_DBID dbid, JET_PCWSTR szTableName,
                                        JET_ULONG *pcPasses, JET_ULONG *pcSeconds, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetDefragment2W(JET_SESID sesid, JET_DBID dbid, JET_PCWSTR szTableName,
                                         JET_ULONG *pcPasses, JET_ULONG *pcSeconds, JET_CALLBACK callback,
                                         JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetDefragment3W(JET_SESID sesid, JET_PCWSTR szDatabaseName, JET_PCWSTR szTableName,
                                         JET_ULONG *pcPasses, JET_ULONG *pcSeconds, JET_CALLBACK callback,
                                         void *pvContext, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetDBUtilitiesW(JET_DBUTIL_W *pdbutil);
JET_DECL JET_ERR JET_API JetUpgradeDatabaseW(JET_SESID sesid, JET_PCWSTR szDbFileName,
                                             JET_PCWSTR szSLVFileName, const JET_GRBIT grbit);
#endif
#if JET_VERSION >= 0x0601
JET_DECL JET_ERR JET_API JetRemoveLogfileW(JET_PCWSTR wszDatabase, JET_PCWSTR wszLogfile, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetBeginDatabaseIncrementalReseedW(JET_INSTANCE instance, JET_PCWSTR szDatabase,
                                                            JET_ULONG genFirstDivergedLog, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetEndDatabaseIncrementalReseedW(JET_INSTANCE instance, JET_PCWSTR szDatabase,
                                                          JET_ULONG genMinRequired,
                                                          JET_ULONG genFirstDivergedLog,
                                                          JET_ULONG genMaxRequired, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetPatchDatabasePagesW(JET_INSTANCE instance, JET_PCWSTR szDatabase,
                                                JET_ULONG pgnoStart, JET_ULONG cpg, const void *pv,
                                                JET_ULONG cb, JET_GRBIT grbit);
#endif

/* -----------------------------------------------------------------------------------------------------------
 * Functions: Backup and restore
 */

/* Buffers for lists of names; untyped before Windows Vista. */
#if JET_VERSION >= 0x0600
typedef char *JET_PSZZ_;
#else
typedef void *JET_PSZZ_;
#endif

/* Ends running backups with an error. */
JET_DECL JET_ERR JET_API JetStopBackup(void);
#if JET_VERSION >= 0x0501

/* Ends the backups of an instance with an error. */
JET_DECL JET_ERR JET_API JetStopBackupInstance(JET_INSTANCE instance);
#endif

/* Backs up to a folder. */
JET_DECL JET_ERR JET_API JetBackupA(JET_PCSTR szBackupPath, JET_GRBIT grbit, JET_PFNSTATUS pfnStatus);
#if JET_VERSION >= 0x0501

/* Backs up an instance to a folder. */
JET_DECL JET_ERR JET_API JetBackupInstanceA(JET_INSTANCE instance, JET_PCSTR szBackupPath, JET_GRBIT grbit,
                                            JET_PFNSTATUS pfnStatus);
#endif

/* Restores a backup made by JetBackup to where it came from. */
JET_DECL JET_ERR JET_API JetRestoreA(JET_PCSTR szSource, JET_PFNSTATUS pfn);

/* Restores to another folder. */
JET_DECL JET_ERR JET_API JetRestore2A(JET_PCSTR sz, JET_PCSTR szDest, JET_PFNSTATUS pfn);
#if JET_VERSION >= 0x0501

/* Restores with the parameters of an instance. */
JET_DECL JET_ERR JET_API JetRestoreInstanceA(JET_INSTANCE instance, JET_PCSTR sz, JET_PCSTR szDest,
                                             JET_PFNSTATUS pfn);
#endif

/* Begins a backup whose files the caller reads and stores. */
JET_DECL JET_ERR JET_API JetBeginExternalBackup(JET_GRBIT grbit);
#if JET_VERSION >= 0x0501

/* JetBeginExternalBackup for one instance. */
JET_DECL JET_ERR JET_API JetBeginExternalBackupInstance(JET_INSTANCE instance, JET_GRBIT grbit);
#endif
#if JET_VERSION >= 0x0601

/* Begins a backup that a replica makes for this instance. */
JET_DECL JET_ERR JET_API JetBeginSurrogateBackup(JET_INSTANCE instance, JET_ULONG lgenFirst,
                                                 JET_ULONG lgenLast, JET_GRBIT grbit);
#endif

/* Lists the databases to back up. */
JET_DECL JET_ERR JET_API JetGetAttachInfoA(JET_PSZZ_ szzDatabases, JET_ULONG cbMax, JET_ULONG *pcbActual);
#if JET_VERSION >= 0x0501

/* Lists the databases of an instance to back up. */
JET_DECL JET_ERR JET_API JetGetAttachInfoInstanceA(JET_INSTANCE instance, JET_PSZZ_ szzDatabases,
                                                   JET_ULONG cbMax, JET_ULONG *pcbActual);
#endif

/* Opens a file of the backup. */
JET_DECL JET_ERR JET_API JetOpenFileA(JET_PCSTR szFileName, JET_HANDLE *phfFile, JET_ULONG *pulFileSizeLow,
                                      JET_ULONG *pulFileSizeHigh);
#if JET_VERSION >= 0x0501

/* Opens a file of the backup of an instance. */
JET_DECL JET_ERR JET_API JetOpenFileInstanceA(JET_INSTANCE instance, JET_PCSTR szFileName,
                                              JET_HANDLE *phfFile, JET_ULONG *pulFileSizeLow,
                                              JET_ULONG *pulFileSizeHigh);
#endif

/* Opens a part of a file of the backup. */
JET_DECL JET_ERR JET_API JetOpenFileSectionInstanceA(JET_INSTANCE instance, JET_PSTR szFile,
                                                     JET_HANDLE *phFile, JET_LONG iSection,
                                                     JET_LONG cSections, JET_UINT64 ibRead,
                                                     JET_ULONG *pulSectionSizeLow,
                                                     JET_LONG *plSectionSizeHigh);

/* Reads the next block of a file of the backup. */
JET_DECL JET_ERR JET_API JetReadFile(JET_HANDLE hfFile, void *pv, JET_ULONG cb, JET_ULONG *pcbActual);
#if JET_VERSION >= 0x0501

/* JetReadFile for one instance. */
JET_DECL JET_ERR JET_API JetReadFileInstance(JET_INSTANCE instance, JET_HANDLE hfFile, void *pv, JET_ULONG cb,
                                             JET_ULONG *pcbActual);
#endif

/* Closes a file of the backup. */
JET_DECL JET_ERR JET_API JetCloseFile(JET_HANDLE hfFile);
#if JET_VERSION >= 0x0501

/* JetCloseFile for one instance. */
JET_DECL JET_ERR JET_API JetCloseFileInstance(JET_INSTANCE instance, JET_HANDLE hfFile);
#endif

/* Lists the logs to back up. */
JET_DECL JET_ERR JET_API JetGetLogInfoA(JET_PSZZ_ szzLogs, JET_ULONG cbMax, JET_ULONG *pcbActual);
#if JET_VERSION >= 0x0501

/* Lists the logs of an instance to back up. */
JET_DECL JET_ERR JET_API JetGetLogInfoInstanceA(JET_INSTANCE instance, JET_PSZZ_ szzLogs, JET_ULONG cbMax,
                                                JET_ULONG *pcbActual);

/* JetGetLogInfoInstance with their range of generations. */
JET_DECL JET_ERR JET_API JetGetLogInfoInstance2A(JET_INSTANCE instance, JET_PSZZ_ szzLogs, JET_ULONG cbMax,
                                                 JET_ULONG *pcbActual, JET_LOGINFO_A *pLogInfo);

/* Lists the logs that JetTruncateLogInstance would delete. */
JET_DECL JET_ERR JET_API JetGetTruncateLogInfoInstanceA(JET_INSTANCE instance, JET_PSZZ_ szzLogs,
                                                        JET_ULONG cbMax, JET_ULONG *pcbActual);
#endif

/* Deletes the logs that the backup made needless. */
JET_DECL JET_ERR JET_API JetTruncateLog(void);
#if JET_VERSION >= 0x0501

/* JetTruncateLog for one instance. */
JET_DECL JET_ERR JET_API JetTruncateLogInstance(JET_INSTANCE instance);
#endif

/* Ends a backup. */
JET_DECL JET_ERR JET_API JetEndExternalBackup(void);
#if JET_VERSION >= 0x0501

/* Ends the backup of an instance. */
JET_DECL JET_ERR JET_API JetEndExternalBackupInstance(JET_INSTANCE instance);

/* Ends the backup of an instance as completed or as given up. */
JET_DECL JET_ERR JET_API JetEndExternalBackupInstance2(JET_INSTANCE instance, JET_GRBIT grbit);
#endif
#if JET_VERSION >= 0x0601

/* Ends JetBeginSurrogateBackup. */
JET_DECL JET_ERR JET_API JetEndSurrogateBackup(JET_INSTANCE instance, JET_GRBIT grbit);
#endif

/* Recovers databases whose files the caller has put back. */
JET_DECL JET_ERR JET_API JetExternalRestoreA(JET_PSTR szCheckpointFilePath, JET_PSTR szLogPath,
                                             JET_RSTMAP_A *rgrstmap, JET_LONG crstfilemap,
                                             JET_PSTR szBackupLogPath, JET_LONG genLow, JET_LONG genHigh,
                                             JET_PFNSTATUS pfn);
#if JET_VERSION >= 0x0501

/* JetExternalRestore next to a running instance. */
JET_DECL JET_ERR JET_API JetExternalRestore2A(JET_PSTR szCheckpointFilePath, JET_PSTR szLogPath,
                                              JET_RSTMAP_A *rgrstmap, JET_LONG crstfilemap,
                                              JET_PSTR szBackupLogPath, JET_LOGINFO_A *pLogInfo,
                                              JET_PSTR szTargetInstanceName, JET_PSTR szTargetInstanceLogPath,
                                              JET_PSTR szTargetInstanceCheckpointPath, JET_PFNSTATUS pfn);
#endif

/* The same with UTF-16 strings */
#if JET_VERSION >= 0x0600
JET_DECL JET_ERR JET_API JetBackupW(JET_PCWSTR szBackupPath, JET_GRBIT grbit, JET_PFNSTATUS pfnStatus);
JET_DECL JET_ERR JET_API JetBackupInstanceW(JET_INSTANCE instance, JET_PCWSTR szBackupPath, JET_GRBIT grbit,
                                            JET_PFNSTATUS pfnStatus);
JET_DECL JET_ERR JET_API JetRestoreW(JET_PCWSTR szSource, JET_PFNSTATUS pfn);
JET_DECL JET_ERR JET_API JetRestore2W(JET_PCWSTR sz, JET_PCWSTR szDest, JET_PFNSTATUS pfn);
JET_DECL JET_ERR JET_API JetRestoreInstanceW(JET_INSTANCE instance, JET_PCWSTR sz, JET_PCWSTR szDest,
                                             JET_PFNSTATUS pfn);
JET_DECL JET_ERR JET_API JetGetAttachInfoW(JET_PWSTR wszzDatabases, JET_ULONG cbMax, JET_ULONG *pcbActual);
JET_DECL JET_ERR JET_API JetGetAttachInfoInstanceW(JET_INSTANCE instance, JET_PWSTR szzDatabases,
                                                   JET_ULONG cbMax, JET_ULONG *pcbActual);
JET_DECL JET_ERR JET_API JetOpenFileW(JET_PCWSTR szFileName, JET_HANDLE *phfFile, JET_ULONG *pulFileSizeLow,
                                      JET_ULONG *pulFileSizeHigh);
JET_DECL JET_ERR JET_API JetOpenFileInstanceW(JET_INSTANCE instance, JET_PCWSTR szFileName,
                                              JET_HANDLE *phfFile, JET_ULONG *pulFileSizeLow,
                                              JET_ULONG *pulFileSizeHigh);
JET_DECL JET_ERR JET_API JetOpenFileSectionInstanceW(JET_INSTANCE instance, JET_PWSTR szFile,
                                                     JET_HANDLE *phFile, JET_LONG iSection,
                                                     JET_LONG cSections, JET_UINT64 ibRead,
                                                     JET_ULONG *pulSectionSizeLow,
                                                     JET_LONG *plSectionSizeHigh);
JET_DECL JET_ERR JET_API JetGetLogInfoW(JET_PWSTR szzLogs, JET_ULONG cbMax, JET_ULONG *pcbActual);
JET_DECL JET_ERR JET_API JetGetLogInfoInstanceW(JET_INSTANCE instance, JET_PWSTR wszzLogs, JET_ULONG cbMax,
                                                JET_ULONG *pcbActual);
JET_DECL JET_ERR JET_API JetGetLogInfoInstance2W(JET_INSTANCE instance, JET_PWSTR wszzLogs, JET_ULONG cbMax,
                                                 JET_ULONG *pcbActual, JET_LOGINFO_W *pLogInfo);
JET_DECL JET_ERR JET_API JetGetTruncateLogInfoInstanceW(JET_INSTANCE instance, JET_PWSTR wszzLogs,
                                                        JET_ULONG cbMax, JET_ULONG *pcbActual);
JET_DECL JET_ERR JET_API JetExternalRestoreW(JET_PWSTR szCheckpointFilePath, JET_PWSTR szLogPath,
                                             JET_RSTMAP_W *rgrstmap, JET_LONG crstfilemap,
                                             JET_PWSTR szBackupLogPath, JET_LONG genLow, JET_LONG genHigh,
                                             JET_PFNSTATUS pfn);
JET_DECL JET_ERR JET_API JetExternalRestore2W(JET_PWSTR szCheckpointFilePath, JET_PWSTR szLogPath,
                                              JET_RSTMAP_W *rgrstmap, JET_LONG crstfilemap,
                                              JET_PWSTR szBackupLogPath, JET_LOGINFO_W *pLogInfo,
                                              JET_PWSTR szTargetInstanceName,
                                              JET_PWSTR szTargetInstanceLogPath,
                                              JET_PWSTR szTargetInstanceCheckpointPath, JET_PFNSTATUS pfn);
#endif

/* -----------------------------------------------------------------------------------------------------------
 * Functions: Snapshots
 */

#if JET_VERSION >= 0x0501

/* Begins a snapshot session. */
JET_DECL JET_ERR JET_API JetOSSnapshotPrepare(JET_OSSNAPID *psnapId, const JET_GRBIT grbit);
#endif
#if JET_VERSION >= 0x0600

/* Adds an instance to a snapshot session. */
JET_DECL JET_ERR JET_API JetOSSnapshotPrepareInstance(JET_OSSNAPID snapId, JET_INSTANCE instance,
                                                      const JET_GRBIT grbit);
#endif
#if JET_VERSION >= 0x0501

/* Stops writes so that the storage can take a snapshot. */
JET_DECL JET_ERR JET_API JetOSSnapshotFreezeA(const JET_OSSNAPID snapId, JET_ULONG *pcInstanceInfo,
                                              JET_INSTANCE_INFO_A **paInstanceInfo, const JET_GRBIT grbit);

/* Lets writes go on. */
JET_DECL JET_ERR JET_API JetOSSnapshotThaw(const JET_OSSNAPID snapId, const JET_GRBIT grbit);
#endif
#if JET_VERSION >= 0x0502

/* Gives up a snapshot session. */
JET_DECL JET_ERR JET_API JetOSSnapshotAbort(const JET_OSSNAPID snapId, const JET_GRBIT grbit);
#endif
#if JET_VERSION >= 0x0600

/* Deletes the logs that the snapshot made needless. */
JET_DECL JET_ERR JET_API JetOSSnapshotTruncateLog(const JET_OSSNAPID snapId, const JET_GRBIT grbit);

/* JetOSSnapshotTruncateLog for one instance. */
JET_DECL JET_ERR JET_API JetOSSnapshotTruncateLogInstance(const JET_OSSNAPID snapId, JET_INSTANCE instance,
                                                          const JET_GRBIT grbit);

/* Lists the frozen instances and their databases. */
JET_DECL JET_ERR JET_API JetOSSnapshotGetFreezeInfoA(const JET_OSSNAPID snapId, JET_ULONG *pcInstanceInfo,
                                                     JET_INSTANCE_INFO_A **paInstanceInfo,
                                                     const JET_GRBIT grbit);

/* Ends a snapshot session. */
JET_DECL JET_ERR JET_API JetOSSnapshotEnd(const JET_OSSNAPID snapId, const JET_GRBIT grbit);
#endif
#if JET_VERSION >= 0x0501

/* Obsolete: always JET_wrnNyi. */
JET_DECL JET_ERR JET_API JetSnapshotStartA(JET_INSTANCE instance, JET_PSTR szDatabases, JET_GRBIT grbit);

/* Obsolete: always JET_wrnNyi. */
JET_DECL JET_ERR JET_API JetSnapshotStop(JET_INSTANCE instance, JET_GRBIT grbit);
#endif

/* The same with UTF-16 strings */
#if JET_VERSION >= 0x0600
JET_DECL JET_ERR JET_API JetOSSnapshotFreezeW(const JET_OSSNAPID snapId, JET_ULONG *pcInstanceInfo,
                                              JET_INSTANCE_INFO_W **paInstanceInfo, const JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetOSSnapshotGetFreezeInfoW(const JET_OSSNAPID snapId, JET_ULONG *pcInstanceInfo,
                                                     JET_INSTANCE_INFO_W **paInstanceInfo,
                                                     const JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetSnapshotStartW(JET_INSTANCE instance, JET_PWSTR szDatabases, JET_GRBIT grbit);
#endif

/* -----------------------------------------------------------------------------------------------------------
 * Functions: Debugging and obsolete functions
 */

#if JET_VERSION >= 0x0600

/* Controls the traces of debug builds. */
JET_DECL JET_ERR JET_API JetTracing(const JET_TRACEOP traceop, const JET_TRACETAG tracetag,
                                    const JET_API_PTR ul);
#endif
#if JET_VERSION >= 0x0601

/* Hooks for the engine's own tests. */
JET_DECL JET_ERR JET_API JetTestHook(const TESTHOOK_OP opcode, void *const pv);
#endif

/* Obsolete: always JET_errFeatureNotAvailable. */
JET_DECL JET_ERR JET_API JetResetCounter(JET_SESID sesid, JET_LONG CounterType);

/* Obsolete: always JET_errFeatureNotAvailable. */
JET_DECL JET_ERR JET_API JetGetCounter(JET_SESID sesid, JET_LONG CounterType, JET_LONG *plValue);

/* -----------------------------------------------------------------------------------------------------------
 * Plain names
 */

#ifndef JET_NO_PLAIN_NAMES
#define JetSetSystemParameter JET_AW_(JetSetSystemParameter)
#define JetGetSystemParameter JET_AW_(JetGetSystemParameter)
#define JetBeginSession JET_AW_(JetBeginSession)
#define JetCreateDatabase JET_AW_(JetCreateDatabase)
#define JetCreateDatabase2 JET_AW_(JetCreateDatabase2)
#define JetAttachDatabase JET_AW_(JetAttachDatabase)
#define JetAttachDatabase2 JET_AW_(JetAttachDatabase2)
#define JetDetachDatabase JET_AW_(JetDetachDatabase)
#define JetOpenDatabase JET_AW_(JetOpenDatabase)
#define JetSetDatabaseSize JET_AW_(JetSetDatabaseSize)
#define JetCreateTable JET_AW_(JetCreateTable)
#define JetCreateTableColumnIndex JET_AW_(JetCreateTableColumnIndex)
#define JetDeleteTable JET_AW_(JetDeleteTable)
#define JetRenameTable JET_AW_(JetRenameTable)
#define JetAddColumn JET_AW_(JetAddColumn)
#define JetDeleteColumn JET_AW_(JetDeleteColumn)
#define JetSetColumnDefaultValue JET_AW_(JetSetColumnDefaultValue)
#define JetCreateIndex JET_AW_(JetCreateIndex)
#define JetCreateIndex2 JET_AW_(JetCreateIndex2)
#define JetDeleteIndex JET_AW_(JetDeleteIndex)
#define JetConvertDDL JET_AW_(JetConvertDDL)
#define JetGetObjectInfo JET_AW_(JetGetObjectInfo)
#define JetGetTableInfo JET_AW_(JetGetTableInfo)
#define JetGetTableColumnInfo JET_AW_(JetGetTableColumnInfo)
#define JetGetColumnInfo JET_AW_(JetGetColumnInfo)
#define JetGetTableIndexInfo JET_AW_(JetGetTableIndexInfo)
#define JetGetIndexInfo JET_AW_(JetGetIndexInfo)
#define JetGetDatabaseInfo JET_AW_(JetGetDatabaseInfo)
#define JetGetDatabaseFileInfo JET_AW_(JetGetDatabaseFileInfo)
#define JetOpenTable JET_AW_(JetOpenTable)
#define JetGetCurrentIndex JET_AW_(JetGetCurrentIndex)
#define JetSetCurrentIndex JET_AW_(JetSetCurrentIndex)
#define JetSetCurrentIndex2 JET_AW_(JetSetCurrentIndex2)
#define JetSetCurrentIndex3 JET_AW_(JetSetCurrentIndex3)
#define JetSetCurrentIndex4 JET_AW_(JetSetCurrentIndex4)
#define JetCompact JET_AW_(JetCompact)
#define JetDefragment JET_AW_(JetDefragment)
#define JetDBUtilities JET_AW_(JetDBUtilities)
#define JetBackup JET_AW_(JetBackup)
#define JetRestore JET_AW_(JetRestore)
#define JetRestore2 JET_AW_(JetRestore2)
#define JetGetAttachInfo JET_AW_(JetGetAttachInfo)
#define JetOpenFile JET_AW_(JetOpenFile)
#define JetOpenFileSectionInstance JET_AW_(JetOpenFileSectionInstance)
#define JetGetLogInfo JET_AW_(JetGetLogInfo)
#define JetExternalRestore JET_AW_(JetExternalRestore)
#if JET_VERSION >= 0x0501
#define JetCreateInstance JET_AW_(JetCreateInstance)
#define JetCreateInstance2 JET_AW_(JetCreateInstance2)
#define JetEnableMultiInstance JET_AW_(JetEnableMultiInstance)
#define JetGetInstanceInfo JET_AW_(JetGetInstanceInfo)
#define JetDetachDatabase2 JET_AW_(JetDetachDatabase2)
#define JetCreateTableColumnIndex2 JET_AW_(JetCreateTableColumnIndex2)
#define JetDeleteColumn2 JET_AW_(JetDeleteColumn2)
#define JetRenameColumn JET_AW_(JetRenameColumn)
#define JetDefragment2 JET_AW_(JetDefragment2)
#define JetDefragment3 JET_AW_(JetDefragment3)
#define JetUpgradeDatabase JET_AW_(JetUpgradeDatabase)
#define JetBackupInstance JET_AW_(JetBackupInstance)
#define JetRestoreInstance JET_AW_(JetRestoreInstance)
#define JetGetAttachInfoInstance JET_AW_(JetGetAttachInfoInstance)
#define JetOpenFileInstance JET_AW_(JetOpenFileInstance)
#define JetGetLogInfoInstance JET_AW_(JetGetLogInfoInstance)
#define JetGetLogInfoInstance2 JET_AW_(JetGetLogInfoInstance2)
#define JetGetTruncateLogInfoInstance JET_AW_(JetGetTruncateLogInfoInstance)
#define JetExternalRestore2 JET_AW_(JetExternalRestore2)
#define JetOSSnapshotFreeze JET_AW_(JetOSSnapshotFreeze)
#define JetSnapshotStart JET_AW_(JetSnapshotStart)
#endif
#if JET_VERSION >= 0x0600
#define JetInit3 JET_AW_(JetInit3)
#define JetGetLogFileInfo JET_AW_(JetGetLogFileInfo)
#define JetOSSnapshotGetFreezeInfo JET_AW_(JetOSSnapshotGetFreezeInfo)
#endif
#if JET_VERSION >= 0x0601
#define JetCreateTableColumnIndex3 JET_AW_(JetCreateTableColumnIndex3)
#define JetCreateIndex3 JET_AW_(JetCreateIndex3)
#define JetRemoveLogfile JET_AW_(JetRemoveLogfile)
#define JetBeginDatabaseIncrementalReseed JET_AW_(JetBeginDatabaseIncrementalReseed)
#define JetEndDatabaseIncrementalReseed JET_AW_(JetEndDatabaseIncrementalReseed)
#define JetPatchDatabasePages JET_AW_(JetPatchDatabasePages)
#endif
#if JET_VERSION >= 0x0602
#define JetCreateTableColumnIndex4 JET_AW_(JetCreateTableColumnIndex4)
#define JetCreateIndex4 JET_AW_(JetCreateIndex4)
#endif
#if JET_VERSION >= 0x0a01
#define JetInit4 JET_AW_(JetInit4)
#define JetCreateDatabase3 JET_AW_(JetCreateDatabase3)
#define JetAttachDatabase3 JET_AW_(JetAttachDatabase3)
#define JetSetTableInfo JET_AW_(JetSetTableInfo)
#define JetCreateTableColumnIndex5 JET_AW_(JetCreateTableColumnIndex5)
#define JetGetRBSFileInfo JET_AW_(JetGetRBSFileInfo)
#endif
#if JET_VERSION >= 0x0a02
#define JetDeleteTable2 JET_AW_(JetDeleteTable2)
#endif
#else
JET_DECL JET_ERR JET_API JetSetSystemParameter(JET_INSTANCE *pinstance, JET_SESID sesid, JET_ULONG paramid,
                                               JET_API_PTR lParam, JET_PCSTR szParam);
JET_DECL JET_ERR JET_API JetGetSystemParameter(JET_INSTANCE instance, JET_SESID sesid, JET_ULONG paramid,
                                               JET_API_PTR *plParam, JET_PSTR szParam, JET_ULONG cbMax);
JET_DECL JET_ERR JET_API JetBeginSession(JET_INSTANCE instance, JET_SESID *psesid, JET_PCSTR szUserName,
                                         JET_PCSTR szPassword);
JET_DECL JET_ERR JET_API JetCreateDatabase(JET_SESID sesid, JET_PCSTR szFilename, JET_PCSTR szConnect,
                                           JET_DBID *pdbid, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetCreateDatabase2(JET_SESID sesid, JET_PCSTR szFilename,
                                            const JET_ULONG cpgDatabaseSizeMax, JET_DBID *pdbid,
                                            JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetAttachDatabase(JET_SESID sesid, JET_PCSTR szFilename, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetAttachDatabase2(JET_SESID sesid, JET_PCSTR szFilename,
                                            const JET_ULONG cpgDatabaseSizeMax, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetDetachDatabase(JET_SESID sesid, JET_PCSTR szFilename);
JET_DECL JET_ERR JET_API JetOpenDatabase(JET_SESID sesid, JET_PCSTR szFilename, JET_PCSTR szConnect,
                                         JET_DBID *pdbid, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetSetDatabaseSize(JET_SESID sesid, JET_PCSTR szDatabaseName, JET_ULONG cpg,
                                            JET_ULONG *pcpgReal);
JET_DECL JET_ERR JET_API JetCreateTable(JET_SESID sesid, JET_DBID dbid, JET_PCSTR szTableName,
                                        JET_ULONG lPages, JET_ULONG lDensity, JET_TABLEID *ptableid);
JET_DECL JET_ERR JET_API JetCreateTableColumnIndex(JET_SESID sesid, JET_DBID dbid,
                                                   JET_TABLECREATE_A *ptablecreate);
JET_DECL JET_ERR JET_API JetDeleteTable(JET_SESID sesid, JET_DBID dbid, JET_PCSTR szTableName);
JET_DECL JET_ERR JET_API JetRenameTable(JET_SESID sesid, JET_DBID dbid, JET_PCSTR szName,
                                        JET_PCSTR szNameNew);
JET_DECL JET_ERR JET_API JetAddColumn(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR szColumnName,
                                      const JET_COLUMNDEF *pcolumndef, const void *pvDefault,
                                      JET_ULONG cbDefault, JET_COLUMNID *pcolumnid);
JET_DECL JET_ERR JET_API JetDeleteColumn(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR szColumnName);
JET_DECL JET_ERR JET_API JetSetColumnDefaultValue(JET_SESID sesid, JET_DBID dbid, JET_PCSTR szTableName,
                                                  JET_PCSTR szColumnName, const void *pvData,
                                                  const JET_ULONG cbData, const JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetCreateIndex(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR szIndexName,
                                        JET_GRBIT grbit, const char *szKey, JET_ULONG cbKey,
                                        JET_ULONG lDensity);
JET_DECL JET_ERR JET_API JetCreateIndex2(JET_SESID sesid, JET_TABLEID tableid,
                                         JET_INDEXCREATE_A *pindexcreate, JET_ULONG cIndexCreate);
JET_DECL JET_ERR JET_API JetDeleteIndex(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR szIndexName);
JET_DECL JET_ERR JET_API JetConvertDDL(JET_SESID sesid, JET_DBID dbid, JET_OPDDLCONV convtyp, void *pvData,
                                       JET_ULONG cbData);
JET_DECL JET_ERR JET_API JetGetObjectInfo(JET_SESID sesid, JET_DBID dbid, JET_OBJTYP objtyp,
                                          JET_PCSTR szContainerName, JET_PCSTR szObjectName, void *pvResult,
                                          JET_ULONG cbMax, JET_ULONG InfoLevel);
JET_DECL JET_ERR JET_API JetGetTableInfo(JET_SESID sesid, JET_TABLEID tableid, void *pvResult,
                                         JET_ULONG cbMax, JET_ULONG InfoLevel);
JET_DECL JET_ERR JET_API JetGetTableColumnInfo(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR szColumnName,
                                               void *pvResult, JET_ULONG cbMax, JET_ULONG InfoLevel);
JET_DECL JET_ERR JET_API JetGetColumnInfo(JET_SESID sesid, JET_DBID dbid, JET_PCSTR szTableName,
                                          JET_PCSTR pColumnNameOrId, void *pvResult, JET_ULONG cbMax,
                                          JET_ULONG InfoLevel);
JET_DECL JET_ERR JET_API JetGetTableIndexInfo(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR szIndexName,
                                              void *pvResult, JET_ULONG cbResult, JET_ULONG InfoLevel);
JET_DECL JET_ERR JET_API JetGetIndexInfo(JET_SESID sesid, JET_DBID dbid, JET_PCSTR szTableName,
                                         JET_PCSTR szIndexName, void *pvResult, JET_ULONG cbResult,
                                         JET_ULONG InfoLevel);
JET_DECL JET_ERR JET_API JetGetDatabaseInfo(JET_SESID sesid, JET_DBID dbid, void *pvResult, JET_ULONG cbMax,
                                            JET_ULONG InfoLevel);
JET_DECL JET_ERR JET_API JetGetDatabaseFileInfo(JET_PCSTR szDatabaseName, void *pvResult, JET_ULONG cbMax,
                                                JET_ULONG InfoLevel);
JET_DECL JET_ERR JET_API JetOpenTable(JET_SESID sesid, JET_DBID dbid, JET_PCSTR szTableName,
                                      const void *pvParameters, JET_ULONG cbParameters, JET_GRBIT grbit,
                                      JET_TABLEID *ptableid);
JET_DECL JET_ERR JET_API JetGetCurrentIndex(JET_SESID sesid, JET_TABLEID tableid, JET_PSTR szIndexName,
                                            JET_ULONG cbIndexName);
JET_DECL JET_ERR JET_API JetSetCurrentIndex(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR szIndexName);
JET_DECL JET_ERR JET_API JetSetCurrentIndex2(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR szIndexName,
                                             JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetSetCurrentIndex3(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR szIndexName,
                                             JET_GRBIT grbit, JET_ULONG itagSequence);
JET_DECL JET_ERR JET_API JetSetCurrentIndex4(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR szIndexName,
                                             JET_INDEXID *pindexid, JET_GRBIT grbit, JET_ULONG itagSequence);
JET_DECL JET_ERR JET_API JetCompact(JET_SESID sesid, JET_PCSTR szDatabaseSrc, JET_PCSTR szDatabaseDest,
                                    JET_PFNSTATUS pfnStatus, JET_CONVERT_A *pconvert, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetDefragment(JET_SESID sesid, JET_DBID dbid, JET_PCSTR szTableName,
                                       JET_ULONG *pcPasses, JET_ULONG *pcSeconds, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetDBUtilities(JET_DBUTIL_A *pdbutil);
JET_DECL JET_ERR JET_API JetBackup(JET_PCSTR szBackupPath, JET_GRBIT grbit, JET_PFNSTATUS pfnStatus);
JET_DECL JET_ERR JET_API JetRestore(JET_PCSTR szSource, JET_PFNSTATUS pfn);
JET_DECL JET_ERR JET_API JetRestore2(JET_PCSTR sz, JET_PCSTR szDest, JET_PFNSTATUS pfn);
JET_DECL JET_ERR JET_API JetGetAttachInfo(JET_PSZZ_ szzDatabases, JET_ULONG cbMax, JET_ULONG *pcbActual);
JET_DECL JET_ERR JET_API JetOpenFile(JET_PCSTR szFileName, JET_HANDLE *phfFile, JET_ULONG *pulFileSizeLow,
                                     JET_ULONG *pulFileSizeHigh);
JET_DECL JET_ERR JET_API JetOpenFileSectionInstance(JET_INSTANCE instance, JET_PSTR szFile,
                                                    JET_HANDLE *phFile, JET_LONG iSection, JET_LONG cSections,
                                                    JET_UINT64 ibRead, JET_ULONG *pulSectionSizeLow,
                                                    JET_LONG *plSectionSizeHigh);
JET_DECL JET_ERR JET_API JetGetLogInfo(JET_PSZZ_ szzLogs, JET_ULONG cbMax, JET_ULONG *pcbActual);
JET_DECL JET_ERR JET_API JetExternalRestore(JET_PSTR szCheckpointFilePath, JET_PSTR szLogPath,
                                            JET_RSTMAP_A *rgrstmap, JET_LONG crstfilemap,
                                            JET_PSTR szBackupLogPath, JET_LONG genLow, JET_LONG genHigh,
                                            JET_PFNSTATUS pfn);
#if JET_VERSION >= 0x0501
JET_DECL JET_ERR JET_API JetCreateInstance(JET_INSTANCE *pinstance, JET_PCSTR szInstanceName);
JET_DECL JET_ERR JET_API JetCreateInstance2(JET_INSTANCE *pinstance, JET_PCSTR szInstanceName,
                                            JET_PCSTR szDisplayName, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetEnableMultiInstance(JET_SETSYSPARAM_A *psetsysparam, JET_ULONG csetsysparam,
                                                JET_ULONG *pcsetsucceed);
JET_DECL JET_ERR JET_API JetGetInstanceInfo(JET_ULONG *pcInstanceInfo, JET_INSTANCE_INFO_A **paInstanceInfo);
JET_DECL JET_ERR JET_API JetDetachDatabase2(JET_SESID sesid, JET_PCSTR szFilename, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetCreateTableColumnIndex2(JET_SESID sesid, JET_DBID dbid,
                                                    JET_TABLECREATE2_A *ptablecreate);
JET_DECL JET_ERR JET_API JetDeleteColumn2(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR szColumnName,
                                          const JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetRenameColumn(JET_SESID sesid, JET_TABLEID tableid, JET_PCSTR szName,
                                         JET_PCSTR szNameNew, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetDefragment2(JET_SESID sesid, JET_DBID dbid, JET_PCSTR szTableName,
                                        JET_ULONG *pcPasses, JET_ULONG *pcSeconds, JET_CALLBACK callback,
                                        JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetDefragment3(JET_SESID sesid, JET_PCSTR szDatabaseName, JET_PCSTR szTableName,
                                        JET_ULONG *pcPasses, JET_ULONG *pcSeconds, JET_CALLBACK callback,
                                        void *pvContext, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetUpgradeDatabase(JET_SESID sesid, JET_PCSTR szDbFileName, JET_PCSTR szSLVFileName,
                                            const JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetBackupInstance(JET_INSTANCE instance, JET_PCSTR szBackupPath, JET_GRBIT grbit,
                                           JET_PFNSTATUS pfnStatus);
JET_DECL JET_ERR JET_API JetRestoreInstance(JET_INSTANCE instance, JET_PCSTR sz, JET_PCSTR szDest,
                                            JET_PFNSTATUS pfn);
JET_DECL JET_ERR JET_API JetGetAttachInfoInstance(JET_INSTANCE instance, JET_PSZZ_ szzDatabases,
                                                  JET_ULONG cbMax, JET_ULONG *pcbActual);
JET_DECL JET_ERR JET_API JetOpenFileInstance(JET_INSTANCE instance, JET_PCSTR szFileName, JET_HANDLE *phfFile,
                                             JET_ULONG *pulFileSizeLow, JET_ULONG *pulFileSizeHigh);
JET_DECL JET_ERR JET_API JetGetLogInfoInstance(JET_INSTANCE instance, JET_PSZZ_ szzLogs, JET_ULONG cbMax,
                                               JET_ULONG *pcbActual);
JET_DECL JET_ERR JET_API JetGetLogInfoInstance2(JET_INSTANCE instance, JET_PSZZ_ szzLogs, JET_ULONG cbMax,
                                                JET_ULONG *pcbActual, JET_LOGINFO_A *pLogInfo);
JET_DECL JET_ERR JET_API JetGetTruncateLogInfoInstance(JET_INSTANCE instance, JET_PSZZ_ szzLogs,
                                                       JET_ULONG cbMax, JET_ULONG *pcbActual);
JET_DECL JET_ERR JET_API JetExternalRestore2(JET_PSTR szCheckpointFilePath, JET_PSTR szLogPath,
                                             JET_RSTMAP_A *rgrstmap, JET_LONG crstfilemap,
                                             JET_PSTR szBackupLogPath, JET_LOGINFO_A *pLogInfo,
                                             JET_PSTR szTargetInstanceName, JET_PSTR szTargetInstanceLogPath,
                                             JET_PSTR szTargetInstanceCheckpointPath, JET_PFNSTATUS pfn);
JET_DECL JET_ERR JET_API JetOSSnapshotFreeze(const JET_OSSNAPID snapId, JET_ULONG *pcInstanceInfo,
                                             JET_INSTANCE_INFO_A **paInstanceInfo, const JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetSnapshotStart(JET_INSTANCE instance, JET_PSTR szDatabases, JET_GRBIT grbit);
#endif
#if JET_VERSION >= 0x0600
JET_DECL JET_ERR JET_API JetInit3(JET_INSTANCE *pinstance, JET_RSTINFO_A *prstInfo, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetGetLogFileInfo(JET_PCSTR szLog, void *pvResult, const JET_ULONG cbMax,
                                           const JET_ULONG InfoLevel);
JET_DECL JET_ERR JET_API JetOSSnapshotGetFreezeInfo(const JET_OSSNAPID snapId, JET_ULONG *pcInstanceInfo,
                                                    JET_INSTANCE_INFO_A **paInstanceInfo,
                                                    const JET_GRBIT grbit);
#endif
#if JET_VERSION >= 0x0601
JET_DECL JET_ERR JET_API JetBeginDatabaseIncrementalReseed(JET_INSTANCE instance, JET_PCSTR szDatabase,
                                                           JET_ULONG genFirstDivergedLog, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetEndDatabaseIncrementalReseed(JET_INSTANCE instance, JET_PCSTR szDatabase,
                                                         JET_ULONG genMinRequired,
                                                         JET_ULONG genFirstDivergedLog,
                                                         JET_ULONG genMaxRequired, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetPatchDatabasePages(JET_INSTANCE instance, JET_PCSTR szDatabase,
                                               JET_ULONG pgnoStart, JET_ULONG cpg, const void *pv,
                                               JET_ULONG cb, JET_GRBIT grbit);
#endif
#if JET_VERSION >= 0x0a01
JET_DECL JET_ERR JET_API JetInit4(JET_INSTANCE *pinstance, JET_RSTINFO2_A *prstInfo, JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetCreateDatabase3(JET_SESID sesid, JET_PCSTR szFilename, JET_DBID *pdbid,
                                            JET_SETDBPARAM *rgsetdbparam, JET_ULONG csetdbparam,
                                            JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetAttachDatabase3(JET_SESID sesid, JET_PCSTR szFilename,
                                            JET_SETDBPARAM *rgsetdbparam, JET_ULONG csetdbparam,
                                            JET_GRBIT grbit);
JET_DECL JET_ERR JET_API JetSetTableInfo(JET_SESID sesid, JET_TABLEID tableid, const void *pvParam,
                                         JET_ULONG cbParam, JET_ULONG InfoLevel);
#endif
#if JET_VERSION >= 0x0a02
JET_DECL JET_ERR JET_API JetDeleteTable2(JET_SESID sesid, JET_DBID dbid, JET_PCSTR szTableName,
                                         const JET_GRBIT grbit);
#endif
#endif

#pragma pack(pop)

#ifdef __cplusplus
}
#endif

#if defined(__clang__)
#pragma clang diagnostic pop
#elif defined(_MSC_VER)
#pragma warning(pop)
#endif

#endif
