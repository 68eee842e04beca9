/*
 * What connections ask the user for: the passphrase of a key, the code of a second
 * factor. Many may ask at once, for the same; the first one asks, the others wait and
 * are told what it was told. An answer is a secret.
 */
#include "executor/job.h"

#include <string.h>

typedef struct answer {
    const char *text; /* NULL: there was none */
} answer;

static const answer *find_answer(wp_run *run, const char *prompt)
{
    const wp_run_options *options = &run->options;
    answer *known = wp_map_get(run->answers, wp_str_of(prompt));
    if (known != NULL)
        return known;
    wp_arena *arena = run->answer_arena;
    known = wp_new(arena, answer);
    if (!options->prompt(options->prompt_data, prompt, true, arena, &known->text))
        known->text = NULL;
    if (known->text != NULL)
        wp_output_secret(options->output, wp_str_of(known->text));
    wp_map_put(run->answers, wp_str_of(wp_strdup(arena, prompt)), known);
    return known;
}

bool wp_run_ask(void *data, const char *prompt, char *out, size_t size)
{
    wp_run *run = data;
    if (run->options.prompt == NULL)
        return false;
    pthread_mutex_lock(&run->asking);
    const answer *found = find_answer(run, prompt);
    bool done = found->text != NULL && strlen(found->text) < size;
    if (done)
        strcpy(out, found->text);
    pthread_mutex_unlock(&run->asking);
    return done;
}
