#include "local_bench.h"

#include "module/put.h"

TestSuite(digest_file, .init = set_up, .fini = tear_down);

static const wp_param no_params[] = { { 0 } };
static const char *file, *sum;
static bool is_mine;

static bool digest_it(wp_job *job, wp_error *err)
{
    is_mine = wp_digest_claim(job, "sha1", file);
    return wp_job_digest_file(job, "sha1", file, &sum, err);
}

static bool publish_it(wp_job *job, wp_error *err)
{
    (void)err;
    wp_digest_publish(job, "sha1", file, wp_str_of("published"));
    return true;
}

static const wp_module digester = { .name = "digester", .params = no_params, .probe = digest_it, .on_control = true };
static const wp_module publisher = { .name = "publisher", .params = no_params, .probe = publish_it, .on_control = true };

static void write_large(char letter)
{
    wp_str bytes = { wp_alloc(arena, 2 << 20), 2 << 20 };
    memset((char *)bytes.ptr, letter, bytes.len);
    file = in_dir("large");
    cr_assert(wp_file_write(file, bytes, 0600, NULL));
}

Test(digest_file, what_one_job_found_is_there_for_the_others)
{
    write_large('a');
    run(&publisher);
    run(&digester);
    cr_expect_str_eq(sum, "published");
}

Test(digest_file, a_file_that_has_changed_is_digested_anew)
{
    write_large('a');
    run(&digester);
    const char *first = wp_strdup(arena, sum);
    write_large('b');
    run(&digester);
    cr_expect_str_neq(sum, first);
}

Test(digest_file, one_job_only_makes_it_on_the_way)
{
    write_large('a');
    run(&digester);
    cr_expect(is_mine);
    run(&digester);
    cr_expect(!is_mine);
}

Test(digest_file, small_files_are_nobodys_concern_but_their_own)
{
    file = in_dir("small");
    cr_assert(wp_file_write(file, wp_str_of("x"), 0600, NULL));
    run(&publisher);
    run(&digester);
    cr_expect(is_mine);
    cr_expect_str_eq(sum, "11f6ad8ec52a2984abaafd7c3b516503785c2072");
}

Test(digest_file, a_file_that_is_not_there_fails_and_holds_nobody_up)
{
    file = in_dir("nothing");
    run(&digester);
    cr_expect(outcome.failed);
    run(&digester);
    cr_expect(outcome.failed);
}
