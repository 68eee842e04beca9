/*
 * Programs as modules: sent to the host with their arguments in a file, whose path is
 * their first argument, and run there. What they write is the result, as JSON.
 *
 * The file with the arguments has, by what the program says:
 *
 *   JSON         where "WANT_JSON" stands in it, and where it is no text at all
 *   key=value    quoted as a shell reads it, everything else
 *
 * A program in which <<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>> stands gets the JSON there.
 *
 * In check mode only programs are run that know of it: `_ansible_check_mode` stands in
 * them, and is among their arguments. Of others nobody could say what they would do.
 *
 * Those that need Ansible's own libraries are known too, and why they can't be run: that
 * is told of a task that uses one.
 */
#include "module/job.h"
#include "module/library.h"

#include <stddef.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"

typedef enum manner { JSON_FILE, WORDS_FILE, JSON_WITHIN } manner;

typedef struct foreign {
    wp_module module; /* first: what the registry knows */
    const char *file; /* its name with its ending */
    wp_str text;
    manner manner;
    bool knows_check_mode;
    const char *refusal; /* why it can't be run; NULL: it can */
} foreign;

static const char placeholder[] = "<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>";

static bool holds(wp_str text, const char *what)
{
    return memmem(text.ptr, text.len, what, strlen(what)) != NULL;
}

static const foreign *foreign_of(const wp_job *job)
{
    return (const foreign *)(const void *)job->options->module;
}

/* ---- arguments -------------------------------------------------------------------------- */

/* The task's, and those that tell how the run is done. */
static wp_value arguments(wp_job *job)
{
    wp_arena *arena = job->arena;
    wp_value all = wp_dict_new(arena, wp_len(job->params) + 8);
    wp_dict_put_all(arena, all, job->params);
    wp_dict_set(arena, all, "_ansible_check_mode", wp_bool(job->options->check_mode));
    wp_dict_set(arena, all, "_ansible_diff", wp_bool(job->options->diff_mode));
    wp_dict_set(arena, all, "_ansible_verbosity", wp_int(job->options->verbosity));
    wp_dict_set(arena, all, "_ansible_no_log", wp_bool(false));
    wp_dict_set(arena, all, "_ansible_module_name", wp_string(arena, job->options->module->name));
    wp_dict_set(arena, all, "_ansible_version", wp_string_static("2.14.0"));
    return all;
}

static wp_str words_of(wp_job *job, wp_value all)
{
    wp_buf text = wp_buf_new(job->arena);
    wp_value key, item;
    for (size_t i = 0; wp_dict_pair(all, i, &key, &item); i++) {
        bool is_text = !wp_is(item, WP_LIST) && !wp_is(item, WP_DICT);
        wp_str value = is_text ? wp_to_text(job->arena, item) : wp_to_json(job->arena, item, (wp_json_style){ 0 });
        wp_buf_str_add(&text, wp_to_text(job->arena, key));
        wp_buf_char(&text, '=');
        wp_buf_str_add(&text, wp_shell_quote(job->arena, value));
        wp_buf_char(&text, ' ');
    }
    return wp_buf_str(&text);
}

static wp_str with_json_within(wp_job *job, wp_str text, wp_str json)
{
    wp_buf out = wp_buf_new(job->arena);
    for (const char *at; (at = memmem(text.ptr, text.len, placeholder, strlen(placeholder)));) {
        wp_buf_add_n(&out, text.ptr, (size_t)(at - text.ptr));
        wp_buf_str_add(&out, json);
        text = wp_str_slice(text, (size_t)(at - text.ptr) + strlen(placeholder), text.len);
    }
    wp_buf_str_add(&out, text);
    return wp_buf_str(&out);
}

/* What library_run reads: the arguments, whose lines are counted, then the program. */
static wp_str input_of(wp_job *job, size_t *lines)
{
    const foreign *it = foreign_of(job);
    wp_value all = arguments(job);
    wp_str json = wp_to_json(job->arena, all, (wp_json_style){ .ascii = true });
    wp_str args = it->manner == WORDS_FILE ? words_of(job, all) : json;
    wp_buf input = wp_buf_new(job->arena);
    wp_buf_str_add(&input, args);
    wp_buf_char(&input, '\n');
    *lines = 1;
    for (size_t i = 0; i < args.len; i++)
        *lines += args.ptr[i] == '\n';
    wp_buf_str_add(&input, it->manner == JSON_WITHIN ? with_json_within(job, it->text, json) : it->text);
    return wp_buf_str(&input);
}

/* ---- the result ----------------------------------------------------------------------------- */

/* The JSON begins with the first line that looks so: programs say things before. */
static bool read_answer(wp_job *job, wp_str text, wp_value *out)
{
    while (text.len) {
        const char *end = memchr(text.ptr, '\n', text.len);
        size_t len = end ? (size_t)(end - text.ptr) : text.len;
        if (*wp_str_trim(wp_str_slice(text, 0, len)).ptr == '{' &&
            wp_from_json(job->arena, wp_str_trim(text), out, NULL) && wp_is(*out, WP_DICT))
            return true;
        text = wp_str_slice(text, end ? len + 1 : len, text.len);
    }
    return false;
}

static bool no_answer(wp_job *job, const wp_reply *reply, wp_error *err)
{
    wp_job_set(job, "module_stdout", wp_string_of(job->arena, reply->out));
    wp_job_set(job, "module_stderr", wp_string_of(job->arena, reply->err));
    wp_job_set_int(job, "rc", reply->status);
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s wrote no JSON (exit code %d): %s", foreign_of(job)->file,
                   reply->status, reply->err.len ? wp_reply_reason(job, reply) : "and nothing else");
}

static bool says(wp_value answer, const char *key)
{
    const wp_value *value = wp_dict_find(answer, key);
    return value && wp_truth(*value);
}

static bool did_fail(wp_value answer)
{
    const wp_value *rc = wp_dict_find(answer, "rc");
    if (wp_dict_find(answer, "failed"))
        return says(answer, "failed");
    return rc && wp_is(*rc, WP_INT) && rc->as.integer != 0;
}

static bool take_answer(wp_job *job, wp_value answer, wp_error *err)
{
    wp_value key, item;
    for (size_t i = 0; wp_dict_pair(answer, i, &key, &item); i++) {
        const char *name = wp_to_text(job->arena, key).ptr;
        if (strcmp(name, "ansible_facts") == 0 && wp_is(item, WP_DICT))
            wp_job_facts(job, item);
        else if (strcmp(name, "warnings") == 0 && wp_is(item, WP_LIST))
            for (size_t j = 0; j < wp_len(item); j++)
                wp_job_warn(job, "%s", wp_to_text(job->arena, wp_list_at(item, j)).ptr);
        else if (strcmp(name, "changed") != 0 && strcmp(name, "failed") != 0 && strcmp(name, "skipped") != 0)
            wp_job_set(job, name, item);
    }
    wp_job_set_changed(job, says(answer, "changed"));
    job->skipped = says(answer, "skipped");
    if (!did_fail(answer))
        return true;
    const wp_value *said = wp_dict_find(answer, "msg");
    return wp_fail(err, WP_E_FAILED, WP_NO_MARK, "%s",
                   said ? wp_to_text(job->arena, *said).ptr : "the module says that it failed, and not why");
}

/* ---- the story -------------------------------------------------------------------------------- */

static bool probe(wp_job *job, wp_error *err)
{
    const foreign *it = foreign_of(job);
    if (job->options->check_mode && !it->knows_check_mode) {
        wp_job_skip(job, "%s does not know of check mode", it->file);
        return true;
    }
    size_t lines;
    wp_reply reply;
    wp_value answer;
    wp_str input = input_of(job, &lines);
    const char *const args[] = { wp_printf(job->arena, "%zu", lines), it->file };
    if (!wp_host_call(job, "library_run", args, 2, &input, &reply, err))
        return false;
    return read_answer(job, reply.out, &answer) ? take_answer(job, answer, err) : no_answer(job, &reply, err);
}

static bool needs_libraries(wp_str text)
{
    static const char *const signs[] = { "ansible.module_utils", "#<<INCLUDE_ANSIBLE_MODULE_COMMON>>",
                                         "#Requires -Module Ansible.ModuleUtils", "#AnsibleRequires" };
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (holds(text, signs[i]))
            return true;
    return false;
}

const char *wp_foreign_refusal(const wp_module *module)
{
    return module->probe == probe ? ((const foreign *)(const void *)module)->refusal : NULL;
}

bool wp_foreign_module(wp_arena *arena, const char *name, const char *path, const wp_module **out, wp_error *err)
{
    static const wp_param no_params[] = { { 0 } };
    foreign *it = wp_new(arena, foreign);
    if (!wp_file_read(arena, path, &it->text, err))
        return false;
    if (needs_libraries(it->text))
        it->refusal = wp_printf(arena, "%s needs Ansible's own libraries, which hosts have not", path);
    bool is_binary = memchr(it->text.ptr, '\0', it->text.len) != NULL;
    it->file = wp_path_basename(path);
    it->manner = holds(it->text, placeholder)                ? JSON_WITHIN
                 : is_binary || holds(it->text, "WANT_JSON") ? JSON_FILE
                                                             : WORDS_FILE;
    it->knows_check_mode = holds(it->text, "_ansible_check_mode");
    it->module = (wp_module){
        .name = name,
        .summary = wp_printf(arena, "a module of this site's: %s", path),
        .params = no_params,
        .extra_params = true,
        .gives_facts = true,
        .remote = "library",
        .probe = probe,
        .examples = "",
    };
    *out = &it->module;
    return true;
}
