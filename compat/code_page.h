/*
 * code_page.h - code page 1252, the single-byte text of databases: names of objects, and columns of text that are not
 * Unicode.
 *
 * The five bytes that the code page leaves open stand for the control characters of the same number, as on Windows.
 */
#ifndef ESENT_CODE_PAGE_H
#define ESENT_CODE_PAGE_H

/* The UTF-16 unit of a byte. */
unsigned cp1252_to_unicode(unsigned char byte);

/* The byte of a UTF-16 unit; 0 when the code page has none, and for U+0000. */
unsigned char cp1252_from_unicode(unsigned unit);

#endif
