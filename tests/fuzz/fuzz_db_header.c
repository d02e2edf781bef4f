/*
 * fuzz_db_header.c - the start of a file: choosing, decoding and encoding the header, and showing it.
 */
#include <stdlib.h>
#include <string.h>

#include "format/bytes.h"
#include "format/db_header.h"
#include "sample_database.h"
#include "seeds.h"

size_t fuzz_seed(uint8_t *bytes, uint32_t choice)
{
    uint32_t page_size = 2048u << choice % 3;

    memset(bytes, 0, 2 * (size_t)page_size);
    sample_header(bytes, page_size);
    memcpy(bytes + page_size, bytes, page_size);
    return 2 * (size_t)page_size;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct db_header_choice choice;
    struct db_header header;
    uint8_t again[DB_HEADER_SIZE];

    if (db_header_choose(bytes, size, "input", &choice) == JET_errSuccess) {
        db_header_decode(choice.image, &header);
        db_header_encode(again, &header);
        if (memcmp(again, choice.image, DB_HEADER_SIZE) != 0 || db_state_name(header.state) == NULL) {
            abort();
        }
    }
    return 0;
}
