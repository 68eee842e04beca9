#include "crypto/vault.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <string.h>

/* Made by `ansible-vault encrypt` with the password "sekret". */
static const char made_by_ansible[] =
    "$ANSIBLE_VAULT;1.1;AES256\n"
    "61636436636333336565343762653063353538343637633033396666343261656238613631343062\n"
    "3231383233303932313735633062623632383561306462620a356264303233633036346535636638\n"
    "63306431633531313132383766363736366236306338356466396262393139626131326461323338\n"
    "6530646463383133650a656631313532363836366132323865383935353834313532363633333630\n"
    "6533\n";
static const char made_by_ansible_with_id[] =
    "$ANSIBLE_VAULT;1.2;AES256;prod\n"
    "37303535333966336662663236636466393937323331666565326166613766353638366633346361\n"
    "3236313032363264326662616264626264636536333835340a643665333933646335626361363639\n"
    "66366139323930383834363465393534333337376631613437363132653764653237393136646239\n"
    "6137663236643537310a656439303830396463613563633737346535306338616137623833373834\n"
    "3132\n";
static const char made_by_ansible_of_nothing[] =
    "$ANSIBLE_VAULT;1.1;AES256\n"
    "31306262366263343861616562663566346534656333653636316235303639633735383532363430\n"
    "3861386634313663616633383130636266343261373366390a663438303930386361353964396162\n"
    "31303030646364316537366132633866363136343762653266366265323230623566383637336435\n"
    "3435396265343530390a613338636634636531653937616438393637643936623562666338353639\n"
    "6132\n";

static wp_arena *arena;
static wp_vault *vault;

static void setup(void)
{
    arena = wp_arena_new();
    vault = wp_vault_new(arena);
}

static void teardown(void)
{
    wp_arena_free(arena);
}

TestSuite(vault, .init = setup, .fini = teardown);

static wp_str opened(const char *envelope)
{
    wp_error err = { 0 };
    wp_str plain = wp_str_of(NULL);
    cr_assert(wp_vault_decrypt(arena, vault, wp_str_of(envelope), &plain, &err), "%s", err.text);
    return plain;
}

static wp_error refused(wp_vault *with, const char *envelope)
{
    wp_error err = { 0 };
    wp_str plain = wp_str_of("untouched");
    cr_assert_not(wp_vault_decrypt(arena, with, wp_str_of(envelope), &plain, &err));
    cr_assert_str_eq(plain.ptr, "untouched");
    return err;
}

Test(vault, opens_what_ansible_vault_made)
{
    wp_vault_add_password(vault, NULL, wp_str_of("sekret"));
    cr_expect_str_eq(opened(made_by_ansible).ptr, "hello\nworld \xc3\xbc\n");
    cr_expect_str_eq(opened(made_by_ansible_with_id).ptr, "hello\nworld \xc3\xbc\n");
    cr_expect_eq(opened(made_by_ansible_of_nothing).len, 0);
}

Test(vault, opens_envelopes_with_foreign_line_ends_and_blanks_around_lines)
{
    wp_vault_add_password(vault, NULL, wp_str_of("sekret"));
    char *changed = wp_alloc(arena, 2 * sizeof made_by_ansible);
    size_t len = 0;
    for (const char *at = made_by_ansible; *at; at++) {
        if (*at == '\n')
            changed[len++] = '\r';
        changed[len++] = *at;
        if (*at == '\n')
            changed[len++] = ' ';
    }
    cr_expect_str_eq(opened(changed).ptr, "hello\nworld \xc3\xbc\n");
}

Test(vault, the_password_may_have_any_id)
{
    wp_vault_add_password(vault, "dev", wp_str_of("not it"));
    wp_vault_add_password(vault, "prod", wp_str_of("nor this"));
    wp_vault_add_password(vault, "test", wp_str_of("sekret"));
    cr_expect_str_eq(opened(made_by_ansible).ptr, "hello\nworld \xc3\xbc\n");
    cr_expect_str_eq(opened(made_by_ansible_with_id).ptr, "hello\nworld \xc3\xbc\n");
}

Test(vault, what_it_encrypts_it_opens_whatever_the_length)
{
    wp_vault_add_password(vault, NULL, wp_str_of("p\xff w"));
    for (size_t len = 0; len < 70; len += 3) {
        char plain[70];
        memset(plain, 'a', sizeof plain);
        wp_str text = { plain, len }, envelope;
        wp_error err = { 0 };
        cr_assert(wp_vault_encrypt(arena, wp_str_of("p\xff w"), len % 2 ? "prod" : NULL, text, &envelope, &err), "%s",
                  err.text);
        cr_expect(wp_str_eq(opened(envelope.ptr), text), "%zu bytes", len);
    }
}

Test(vault, format_and_label_stand_in_the_first_line)
{
    wp_str envelope;
    cr_assert(wp_vault_encrypt(arena, wp_str_of("x"), NULL, wp_str_of("y"), &envelope, NULL));
    cr_expect(strncmp(envelope.ptr, "$ANSIBLE_VAULT;1.1;AES256\n", 26) == 0);
    cr_assert(wp_vault_encrypt(arena, wp_str_of("x"), "prod", wp_str_of("y"), &envelope, NULL));
    cr_expect(strncmp(envelope.ptr, "$ANSIBLE_VAULT;1.2;AES256;prod\n", 31) == 0);
}

Test(vault, lines_are_eighty_wide_and_the_last_one_ends)
{
    wp_str envelope;
    cr_assert(wp_vault_encrypt(arena, wp_str_of("x"), NULL, wp_str_of("some text"), &envelope, NULL));
    const char *body = strchr(envelope.ptr, '\n') + 1;
    cr_expect_eq(strcspn(body, "\n"), 80);
    cr_expect_eq(envelope.ptr[envelope.len - 1], '\n');
}

Test(vault, the_same_text_is_never_encrypted_to_the_same_envelope)
{
    wp_str one, two;
    cr_assert(wp_vault_encrypt(arena, wp_str_of("x"), NULL, wp_str_of("y"), &one, NULL));
    cr_assert(wp_vault_encrypt(arena, wp_str_of("x"), NULL, wp_str_of("y"), &two, NULL));
    cr_expect_not(wp_str_eq(one, two));
}

Test(vault, without_a_password_the_error_says_how_to_give_one)
{
    cr_expect(strstr(refused(NULL, made_by_ansible).hint, "--vault-password-file or --ask-vault-pass"));
    wp_error err = refused(vault, made_by_ansible);
    cr_expect(strstr(err.text, "no vault password was given"), "%s", err.text);
}

Test(vault, a_wrong_password_is_told_with_the_id_that_was_wanted)
{
    wp_vault_add_password(vault, NULL, wp_str_of("Sekret"));
    wp_error err = refused(vault, made_by_ansible_with_id);
    cr_expect(strstr(err.text, "'prod'"), "%s", err.text);
    cr_expect(strstr(err.hint, "--vault-password-file or --ask-vault-pass"), "%s", err.hint);
}

Test(vault, a_changed_envelope_does_not_open)
{
    wp_vault_add_password(vault, NULL, wp_str_of("sekret"));
    char *changed = wp_strdup(arena, made_by_ansible);
    char *last = &changed[strlen(changed) - 2];
    *last = *last == '3' ? '4' : '3';
    refused(vault, changed);
}

Test(vault, broken_envelopes_are_errors)
{
    static const char *const broken[] = {
        "$ANSIBLE_VAULT;",
        "$ANSIBLE_VAULT;1.1",
        "$ANSIBLE_VAULT;1.1;AES256",
        "$ANSIBLE_VAULT;1.1;AES256\n",
        "$ANSIBLE_VAULT;1.1;AES256\n6",
        "$ANSIBLE_VAULT;1.1;AES256\nnot hex at all\n",
        "$ANSIBLE_VAULT;1.1;AES256\n3132\n",
        "$ANSIBLE_VAULT;1.1;AES256\n31320a31320a3132\n",
        "$ANSIBLE_VAULT;9.9;AES256\n31320a31320a3132\n",
        "$ANSIBLE_VAULT;1.1;ROT13\n31320a31320a3132\n",
        "",
    };
    wp_vault_add_password(vault, NULL, wp_str_of("sekret"));
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
        cr_expect(refused(vault, broken[i]).text[0], "%s", broken[i]);
}

Test(vault, a_vault_knows_whether_it_holds_a_password)
{
    cr_expect(wp_vault_is_empty(NULL));
    cr_expect(wp_vault_is_empty(vault));
    wp_vault_add_password(vault, NULL, wp_str_of(""));
    cr_expect_not(wp_vault_is_empty(vault));
}

Test(vault, vaulted_text_is_known_by_its_beginning)
{
    cr_expect(wp_is_vaulted(wp_str_of(made_by_ansible)));
    cr_expect_not(wp_is_vaulted(wp_str_of("a: $ANSIBLE_VAULT;1.1")));
    cr_expect_not(wp_is_vaulted(wp_str_of("")));
}

static void *open_many(void *unused)
{
    (void)unused;
    wp_arena *own = wp_arena_new();
    bool all = true;
    for (int i = 0; i < 20; i++) {
        wp_str plain;
        all = all &&
              wp_vault_decrypt(own, vault, wp_str_of(i % 2 ? made_by_ansible : made_by_ansible_with_id), &plain, NULL);
    }
    wp_arena_free(own);
    return all ? vault : NULL;
}

Test(vault, threads_share_it)
{
    wp_vault_add_password(vault, "prod", wp_str_of("sekret"));
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, open_many, NULL), 0);
    for (size_t i = 0; i < 4; i++) {
        void *done;
        pthread_join(threads[i], &done);
        cr_expect_not_null(done);
    }
}
