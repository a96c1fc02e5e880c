/* Every limit on what one input may ask for, in one place. */
#ifndef BASE_CEILINGS_H
#define BASE_CEILINGS_H

#define KIB (1024ull)
#define MIB (1024ull * KIB)
#define GIB (1024ull * MIB)

#define CEILING_UPLOAD       (64 * MIB) /* one uploaded file as received */
#define CEILING_BODY         (1 * MIB)  /* one JSON request body */
#define CEILING_RESPONSE     (64 * MIB) /* one answer built in memory */
#define CEILING_UNPACKED     (2 * GIB)  /* all parts of one xlsx, inflated */
#define CEILING_UNPACK_RATIO 400  /* inflated : packed; a sheet of blanks compresses about 250:1 */
#define CEILING_ZIP_ENTRIES  2000 /* parts of one package */
#define CEILING_SHARED_TEXT  (512 * MIB) /* shared strings of one workbook */
#define CEILING_SHEET_ROWS   1048576     /* as Excel */
#define CEILING_SHEET_COLS   16384       /* as Excel */
#define CEILING_XLS_CELLS    (512 * MIB) /* cells of one .xls as its reader hands them over */
#define CEILING_CELL         32767       /* characters, as Excel */
#define CEILING_JSON_DEPTH   64          /* nesting of a request body */
#define CEILING_PREDICATE    (64 * KIB)  /* text of one predicate */
#define CEILING_PAGE         100         /* rows of one list page */
#define CEILING_SHOWN_LIST   (1 * GIB)   /* texts of one list shown beside another */
#define CEILING_EXPORT_ROWS  1048575     /* rows of one exported sheet, without its heading */
#define CEILING_NOTICE_FILE  (1 * MIB)   /* one file of a notice */
#define CEILING_NOTICE_FILES 64          /* files of one notice */

#endif
