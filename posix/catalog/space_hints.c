/*
 * space_hints.c - see space_hints.h.
 */
#include "catalog/space_hints.h"

#include <stdbool.h>

#include "diag.h"

enum {
    BLOB_VERSION = 1,
    EXTENT_MOST = 100 * 1024 * 1024, /* bytes */
    GROWTH_LEAST = 100,              /* percent */
    GROWTH_LIMIT = 50000,
};

static uint32_t to_pages(uint32_t bytes, uint32_t page_size)
{
    return bytes / page_size + (bytes % page_size != 0);
}

static bool bad_density(uint32_t density)
{
    return density < DENSITY_LEAST || density > DENSITY_MOST;
}

static JET_ERR invalid(const char *why)
{
    return diag_fail(JET_errSpaceHintsInvalid, "space hints: %s", why);
}

/* Pages of the extent after one of `last` pages. */
static uint32_t next_extent(const JET_SPACEHINTS *hints, uint32_t page_size, uint32_t last)
{
    const uint32_t least = hints->cbMinExtent / page_size, most = hints->cbMaxExtent / page_size;
    const uint64_t grown = (uint64_t)last * (hints->ulGrowth != 0 ? hints->ulGrowth : GROWTH_LEAST) / 100;
    const uint64_t next = grown > last ? grown : last + 1u;

    return next < least ? least : next > most ? most : (uint32_t)next;
}

static JET_ERR check_growth(const JET_SPACEHINTS *hints, uint32_t page_size)
{
    const uint32_t least = hints->cbMinExtent / page_size, most = hints->cbMaxExtent / page_size;

    if ((hints->ulGrowth != 0 && hints->ulGrowth < GROWTH_LEAST) || hints->ulGrowth >= GROWTH_LIMIT) {
        return invalid("the growth is not 100 to 49999 percent");
    }
    if (hints->cbMinExtent >= EXTENT_MOST || hints->cbMaxExtent >= EXTENT_MOST ||
        hints->cbMinExtent > hints->cbMaxExtent) {
        return invalid("the sizes of extents are in no order, or 100 MiB or more");
    }
    if (least != most && next_extent(hints, page_size, space_hints_pages(hints, page_size)) != most &&
        next_extent(hints, page_size, least) == least) {
        return invalid("the extents would not grow");
    }
    return JET_errSuccess;
}

JET_ERR space_hints_check(JET_SPACEHINTS *hints, uint32_t page_size)
{
    const JET_GRBIT known = JET_bitSpaceHintsUtilizeParentSpace | JET_bitCreateHintAppendSequential |
                            JET_bitCreateHintHotpointSequential | JET_bitRetrieveHintReserve1 |
                            JET_bitRetrieveHintTableScanForward | JET_bitRetrieveHintTableScanBackward |
                            JET_bitRetrieveHintReserve2 | JET_bitRetrieveHintReserve3 |
                            JET_bitDeleteHintTableSequential | JET_bitSpaceHintsUtilizeExactExtents;
    const JET_GRBIT scans = JET_bitRetrieveHintTableScanForward | JET_bitRetrieveHintTableScanBackward;
    JET_ULONG *sizes[] = {&hints->cbInitial, &hints->cbMinExtent, &hints->cbMaxExtent};

    if (hints->cbStruct != sizeof *hints) {
        return diag_fail(JET_errInvalidParameter, "space hints: cbStruct is %u, not %zu", hints->cbStruct,
                         sizeof *hints);
    }
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        if (*sizes[i] > UINT32_MAX - page_size) {
            return invalid("a size has no room in whole pages");
        }
        *sizes[i] = to_pages(*sizes[i], page_size) * page_size;
    }
    if (hints->cbInitial == page_size) {
        hints->cbInitial = 0;
    }
    if (hints->ulInitialDensity == 0) {
        hints->ulInitialDensity = DENSITY_DEFAULT;
    }
    if (bad_density(hints->ulInitialDensity) ||
        (hints->ulMaintDensity != 0 && bad_density(hints->ulMaintDensity))) {
        return diag_fail(JET_errDensityInvalid, "pages are filled to 20 to 100 percent, not %u",
                         hints->ulInitialDensity);
    }
    if (hints->grbit & ~known) {
        return diag_fail(JET_errInvalidGrbit, "space hints: 0x%x has unknown bits", hints->grbit);
    }
    if ((hints->grbit & scans) == scans) {
        return invalid("the table is scanned in both directions");
    }
    return check_growth(hints, page_size);
}

JET_SPACEHINTS space_hints_of_density(uint32_t density)
{
    return (JET_SPACEHINTS){.cbStruct = sizeof(JET_SPACEHINTS), .ulInitialDensity = density};
}

uint32_t space_hints_pages(const JET_SPACEHINTS *hints, uint32_t page_size)
{
    const uint32_t pages = to_pages(hints->cbInitial, page_size);

    return pages > 0 ? pages : 1;
}

struct bytes space_hints_blob(const JET_SPACEHINTS *hints, enum space_hints_kind kind,
                              uint8_t blob[SPACE_HINTS_BLOB_MAX])
{
    const uint32_t all[] = {hints->ulInitialDensity, hints->cbInitial, hints->grbit,
                            hints->ulMaintDensity,   hints->ulGrowth,  hints->cbMinExtent,
                            hints->cbMaxExtent};
    const uint32_t first = kind == SPACE_HINTS_OF_TABLE ? 2 : kind == SPACE_HINTS_OF_INDEX ? 1 : 0;
    uint32_t end = sizeof all / sizeof all[0];

    while (end > first && all[end - 1] == 0) {
        end--;
    }
    if (end == first) {
        return (struct bytes){blob, 0};
    }
    blob[0] = BLOB_VERSION;
    for (uint32_t i = first; i < end; i++) {
        put_u32(blob + 1 + 4 * (i - first), all[i]);
    }
    return (struct bytes){blob, 1 + 4 * (end - first)};
}
