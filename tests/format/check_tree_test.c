/*
 * check_tree_test.c - the rules of trees and of space, against every database that Windows left in a consistent state.
 */
#include "test.h"

#include "diag.h"
#include "maintenance/check_tree.h"
#include "open_database.h"

/*
 * Files that lost pages: tables that were being made when the machine stopped (object 12, object 12, object 15, of which
 * the catalogs know nothing), and a database that esentutl /p repaired, whose catalog does without MSysObjids.
 */
static const struct {
    const char *name, *sentence;
} losses[] = {
    {"museum-srum-win10-rathbun-clean", "page 47: the tree at page 1 owns it, but nothing uses it"},
    {"museum-srum-win10-rathbun-dirty", "page 47: the tree at page 1 owns it, but nothing uses it"},
    {"museum-srum-win11-rathbun-clean", "page 63: the tree at page 1 owns it, but nothing uses it"},
    {"museum-search-win10-clean", "page 29: the tree at page 1 owns it, but nothing uses it"},
};

static const char *expected_loss(const char *relative)
{
    for (unsigned i = 0; i < sizeof losses / sizeof losses[0]; i++) {
        if (strstr(relative, losses[i].name) != NULL) {
            return losses[i].sentence;
        }
    }
    return NULL;
}

static void visit_database(const char *relative, const char *path, void *context)
{
    const char *loss = expected_loss(relative);
    struct open_database open;
    unsigned *checked = context;
    JET_ERR err;

    assert_int_equal(open_database(&open, path, false, 4096), JET_errSuccess);
    if (open.database.header.state == DB_STATE_CLEAN_SHUTDOWN) {
        err = check_database(&open.database, NULL);
        if (err < 0 ? loss == NULL || strcmp(loss, diag_sentence()) != 0 : loss != NULL) {
            fail_msg("%s: %d, %s", relative, (int)err, diag_sentence());
        }
        (*checked)++;
    }
    close_database(&open);
}

static void clean_databases_of_windows_keep_every_rule(void **state)
{
    unsigned checked = 0;

    (void)state;
    assert_true(test_for_each_database(visit_database, &checked) > 0);
    assert_true(checked >= 35);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clean_databases_of_windows_keep_every_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
