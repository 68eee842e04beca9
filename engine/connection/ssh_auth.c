/*
 * Who we are. In order: the key that was named, the agent's keys, the other key
 * files, then the password by whichever of its two methods the host takes.
 *
 * A key that we hold is used at once, without asking first whether it would do:
 * that saves a round trip. One under a passphrase is asked about first, so that
 * nobody types a passphrase for nothing. A password is tried once: twice may lock
 * an account.
 */
#include "connection/ssh.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS_MAX = 10, SECRET_SIZE = 1024 };

typedef struct ssh_login {
    wp_ssh *ssh;
    const wp_patience *patience;
    ssh_key key;
    const char *password;
    wp_buf tried;  /* methods and keys, for the message */
    wp_buf notes;  /* what was odd about key files */
    bool has_list;   /* the host has told what it takes */
    bool is_half_in; /* it took one thing, and wants another */
} ssh_login;

static void note_tried(ssh_login *login, const char *what)
{
    wp_buf_printf(&login->tried, login->tried.len > 0 ? ", %s" : "%s", what);
}

static bool is_allowed(wp_choice choice)
{
    return choice != WP_NO;
}

/* Does the host take this method? Unknown until it has refused something. */
static bool host_takes(const ssh_login *login, int method)
{
    return !login->has_list || (ssh_userauth_list(login->ssh->session, NULL) & method) != 0;
}

/* Repeats a step until it is decided. `*said` is one of SSH_AUTH_*. */
static bool attempt(ssh_login *login, wp_ssh_step step, int *said, wp_error *err)
{
    wp_ssh *ssh = login->ssh;
    *said = SSH_AUTH_ERROR;
    ssh->stats->round_trips++;
    if (!wp_ssh_drive(ssh, step, login, SSH_AUTH_AGAIN, login->patience, said, err))
        return false;
    if (*said == SSH_AUTH_ERROR && (ssh_get_status(ssh->session) & (SSH_CLOSED | SSH_CLOSED_ERROR)) != 0)
        return wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "the host closed the connection during the login as %s: %s",
                       ssh->settings->user, wp_ssh_error(ssh));
    if (*said == SSH_AUTH_DENIED || *said == SSH_AUTH_PARTIAL)
        login->has_list = true;
    login->is_half_in = login->is_half_in || *said == SSH_AUTH_PARTIAL;
    return true;
}

/* ---- keys ------------------------------------------------------------------------------------- */

static int step_try_key(void *data)
{
    ssh_login *login = data;
    return ssh_userauth_try_publickey(login->ssh->session, NULL, login->key);
}

static int step_key(void *data)
{
    ssh_login *login = data;
    return ssh_userauth_publickey(login->ssh->session, NULL, login->key);
}

static int step_agent(void *data)
{
    return ssh_userauth_agent(((ssh_login *)data)->ssh->session, NULL);
}

static int no_passphrase(const char *prompt, char *buf, size_t len, int echo, int verify, void *data)
{
    (void)prompt;
    (void)buf;
    (void)len;
    (void)echo;
    (void)verify;
    *(bool *)data = true; /* it was asked for */
    return -1;
}

static bool ask(ssh_login *login, const char *prompt, char *out, size_t size)
{
    const wp_connection_options *options = login->ssh->options;
    return options->ask && options->ask(options->ask_data, prompt, out, size);
}

static bool load_with_passphrase(ssh_login *login, const char *path, ssh_key *out)
{
    char secret[SECRET_SIZE];
    const char *passphrase = login->ssh->options->private_key_passphrase;
    if (!passphrase) {
        const char *prompt = wp_printf(login->ssh->arena, "passphrase of %s: ", path);
        if (!ask(login, prompt, secret, sizeof secret)) {
            wp_buf_printf(&login->notes, "; %s needs a passphrase", path);
            return false;
        }
        passphrase = secret;
    }
    int said = ssh_pki_import_privkey_file(path, passphrase, NULL, NULL, out);
    explicit_bzero(secret, sizeof secret);
    if (said != SSH_OK)
        wp_buf_printf(&login->notes, "; the passphrase of %s is wrong", path);
    return said == SSH_OK;
}

/* Its public half, where it lies beside it. */
static bool is_wanted(ssh_login *login, const char *path, bool *wanted, wp_error *err)
{
    int said;
    ssh_key public_key = NULL;
    const char *beside = wp_printf(login->ssh->arena, "%s.pub", path);
    *wanted = true;
    if (ssh_pki_import_pubkey_file(beside, &public_key) != SSH_OK)
        return true;
    login->key = public_key;
    bool done = attempt(login, step_try_key, &said, err);
    ssh_key_free(public_key);
    login->key = NULL;
    *wanted = done && said == SSH_AUTH_SUCCESS;
    return done;
}

/* A certificate beside the key, or one of those that were named, makes it another key to try. */
static bool attempt_certificate(ssh_login *login, const char *path, ssh_key key, int *said, wp_error *err)
{
    wp_ssh *ssh = login->ssh;
    const wp_words *named = &ssh->settings->certificates;
    *said = SSH_AUTH_DENIED;
    for (size_t i = 0; i <= named->count && *said != SSH_AUTH_SUCCESS; i++) {
        ssh_key certificate = NULL, both = NULL;
        const char *file = i < named->count ? named->word[i] : wp_printf(ssh->arena, "%s-cert.pub", path);
        if (!wp_path_is_file(file) || ssh_pki_import_cert_file(file, &certificate) != SSH_OK)
            continue;
        both = ssh_key_dup(key);
        bool done = true;
        if (both && ssh_pki_copy_cert_to_privkey(certificate, both) == SSH_OK) {
            note_tried(login, file);
            login->key = both;
            done = attempt(login, step_key, said, err);
        }
        ssh_key_free(both);
        ssh_key_free(certificate);
        if (!done)
            return false;
    }
    return true;
}

/* False: the connection is lost. */
static bool attempt_file(ssh_login *login, const char *path, int *said, wp_error *err)
{
    ssh_key key = NULL;
    bool was_asked = false, wanted = true;
    *said = SSH_AUTH_DENIED;
    int loaded = ssh_pki_import_privkey_file(path, NULL, no_passphrase, &was_asked, &key);
    if (loaded == SSH_EOF) {
        wp_buf_printf(&login->notes, "; %s can't be read", path);
        return true;
    }
    if (loaded != SSH_OK && !was_asked) {
        wp_buf_printf(&login->notes, "; %s is no private key", path);
        return true;
    }
    if (loaded != SSH_OK) {
        if (!is_wanted(login, path, &wanted, err))
            return false;
        if (!wanted)
            note_tried(login, path);
        if (!wanted || !load_with_passphrase(login, path, &key))
            return true;
    }
    bool done = attempt_certificate(login, path, key, said, err);
    if (done && *said != SSH_AUTH_SUCCESS) {
        note_tried(login, path);
        login->key = key;
        done = attempt(login, step_key, said, err);
    }
    ssh_key_free(key);
    return done;
}

static bool attempt_agent(ssh_login *login, int *said, wp_error *err)
{
    const wp_ssh_settings *settings = login->ssh->settings;
    const char *agent = settings->identity_agent;
    *said = SSH_AUTH_DENIED;
    bool has_agent = agent ? strcmp(agent, "none") != 0 : getenv("SSH_AUTH_SOCK") != NULL;
    if (!has_agent || settings->identities_only == WP_YES)
        return true;
    bool had_list = login->has_list;
    if (!attempt(login, step_agent, said, err))
        return false;
    /* An agent that isn't there, or is empty, is denied without the host having been asked. */
    login->has_list = had_list || ssh_userauth_list(login->ssh->session, NULL) != 0;
    note_tried(login, "the agent's keys");
    return true;
}

static wp_words default_files(ssh_login *login)
{
    static const char *const names[] = { ".ssh/id_ed25519", ".ssh/id_rsa", ".ssh/id_ecdsa" };
    wp_arena *arena = login->ssh->arena;
    wp_words files = { 0 };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *path = wp_path_join(arena, wp_ssh_home(arena), names[i]);
        if (wp_path_is_file(path))
            wp_words_add(arena, &files, path);
    }
    return files;
}

static bool attempt_keys(ssh_login *login, int *said, wp_error *err)
{
    const wp_ssh_settings *settings = login->ssh->settings;
    *said = SSH_AUTH_DENIED;
    if (!is_allowed(settings->key_auth))
        return true;
    wp_words files = settings->identities.count > 0 ? settings->identities : default_files(login);
    bool has_named = login->ssh->options->private_key_file && files.count > 0;
    size_t next = 0;
    if (has_named && (!attempt_file(login, files.word[next++], said, err) || *said == SSH_AUTH_SUCCESS))
        return *said == SSH_AUTH_SUCCESS;
    if (host_takes(login, SSH_AUTH_METHOD_PUBLICKEY) && !attempt_agent(login, said, err))
        return false;
    while (next < files.count && *said != SSH_AUTH_SUCCESS && host_takes(login, SSH_AUTH_METHOD_PUBLICKEY))
        if (!attempt_file(login, files.word[next++], said, err))
            return false;
    return true;
}

/* ---- passwords ------------------------------------------------------------------------------------ */

static int step_none(void *data)
{
    return ssh_userauth_none(((ssh_login *)data)->ssh->session, NULL);
}

static int step_password(void *data)
{
    ssh_login *login = data;
    return ssh_userauth_password(login->ssh->session, NULL, login->password);
}

static int step_interactive(void *data)
{
    return ssh_userauth_kbdint(((ssh_login *)data)->ssh->session, NULL, NULL);
}

/* The password answers the first hidden question; whatever else is asked goes to the user. */
static bool answer_questions(ssh_login *login, bool *has_given)
{
    ssh_session session = login->ssh->session;
    int count = ssh_userauth_kbdint_getnprompts(session);
    for (int i = 0; i < count; i++) {
        char echo = 0, answer[SECRET_SIZE] = "";
        const char *prompt = ssh_userauth_kbdint_getprompt(session, (unsigned)i, &echo);
        bool done = true;
        if (login->password && !echo && !*has_given) {
            *has_given = true;
            done = ssh_userauth_kbdint_setanswer(session, (unsigned)i, login->password) == 0;
        } else {
            done = ask(login, wp_tame(login->ssh->arena, wp_str_of(prompt)), answer, sizeof answer) &&
                   ssh_userauth_kbdint_setanswer(session, (unsigned)i, answer) == 0;
        }
        explicit_bzero(answer, sizeof answer);
        if (!done)
            return false;
    }
    return true;
}

static bool attempt_interactive(ssh_login *login, int *said, wp_error *err)
{
    bool has_given = false;
    note_tried(login, "keyboard-interactive");
    *said = SSH_AUTH_DENIED;
    for (int round = 0; round < ROUNDS_MAX; round++) { /* a hostile server may ask without end */
        if (!attempt(login, step_interactive, said, err))
            return false;
        if (*said != SSH_AUTH_INFO)
            return true;
        if (!answer_questions(login, &has_given)) {
            *said = SSH_AUTH_DENIED;
            return true;
        }
    }
    *said = SSH_AUTH_DENIED;
    return true;
}

static bool attempt_password(ssh_login *login, int *said, wp_error *err)
{
    const wp_ssh_settings *settings = login->ssh->settings;
    char secret[SECRET_SIZE] = "";
    bool done = true;
    const wp_connection_options *options = login->ssh->options;
    bool may_ask = options->ask != NULL && (login->is_half_in || !options->asks_for_no_password);
    *said = SSH_AUTH_DENIED;
    login->password = login->ssh->options->password;
    if (login->ssh->password_forbidden) {
        wp_buf_add(&login->notes, "; no password is sent, since the host key has changed");
        return true;
    }
    if (!login->password && !may_ask)
        return true;
    bool by_password = is_allowed(settings->password_auth) && host_takes(login, SSH_AUTH_METHOD_PASSWORD);
    if (by_password && !login->password) {
        const char *prompt =
            wp_printf(login->ssh->arena, "password of %s@%s: ", settings->user, login->ssh->options->name);
        if (ask(login, prompt, secret, sizeof secret))
            login->password = secret;
    }
    if (by_password && login->password) {
        note_tried(login, "password");
        done = attempt(login, step_password, said, err);
        /* A host that takes passwords has refused this one; only where it takes none is there another way. */
        if (done && *said == SSH_AUTH_DENIED &&
            (ssh_userauth_list(login->ssh->session, NULL) & SSH_AUTH_METHOD_PASSWORD))
            goto out;
    }
    if (done && *said != SSH_AUTH_SUCCESS && is_allowed(settings->interactive_auth) &&
        host_takes(login, SSH_AUTH_METHOD_INTERACTIVE))
        done = attempt_interactive(login, said, err);
out:
    explicit_bzero(secret, sizeof secret);
    login->password = NULL;
    return done;
}

/* ---- all of it --------------------------------------------------------------------------------------- */

static const char *offered(ssh_login *login)
{
    static const struct {
        int method;
        const char *name;
    } methods[] = { { SSH_AUTH_METHOD_PUBLICKEY, "publickey" },
                    { SSH_AUTH_METHOD_PASSWORD, "password" },
                    { SSH_AUTH_METHOD_INTERACTIVE, "keyboard-interactive" },
                    { SSH_AUTH_METHOD_HOSTBASED, "hostbased" },
                    { SSH_AUTH_METHOD_GSSAPI_MIC, "gssapi-with-mic" } };
    int list = ssh_userauth_list(login->ssh->session, NULL);
    wp_buf text = wp_buf_new(login->ssh->arena);
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (list & methods[i].method)
            wp_buf_printf(&text, text.len > 0 ? ", %s" : "%s", methods[i].name);
    return text.len > 0 ? wp_buf_str(&text).ptr : "nothing of what we know";
}

static bool refuse(ssh_login *login, wp_error *err)
{
    const wp_ssh_settings *settings = login->ssh->settings;
    wp_fail(err, WP_E_UNREACHABLE, WP_NO_MARK, "permission denied for %s: tried %s; the host takes %s%s",
            settings->user,
            login->tried.len > 0 ? wp_buf_str(&login->tried).ptr : "nothing, having no key and no password",
            offered(login), wp_buf_str(&login->notes).ptr);
    return false;
}

bool wp_ssh_login(wp_ssh *ssh, const wp_patience *patience, wp_error *err)
{
    int said = SSH_AUTH_DENIED;
    ssh_login login = {
        .ssh = ssh, .patience = patience, .tried = wp_buf_new(ssh->arena), .notes = wp_buf_new(ssh->arena)
    };
    ssh->stats->round_trips++; /* the request for the service of authentication */
    if (!attempt_keys(&login, &said, err))
        return false;
    if (said == SSH_AUTH_SUCCESS)
        return true;
    if (!login.has_list && !ssh->options->password) { /* nothing to offer: what would be taken? */
        if (!attempt(&login, step_none, &said, err))
            return false;
        if (said == SSH_AUTH_SUCCESS)
            return true;
    }
    if (!attempt_password(&login, &said, err))
        return false;
    return said == SSH_AUTH_SUCCESS || refuse(&login, err);
}
