/* The shared media folder. */
#include "media.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WRONG_OWNER = 33, FILES = 3 };

static void leave_files(const char *folder)
{
    char path[SIM_PATH_MAX];
    for (int i = 1; i <= FILES; i++) {
        snprintf(path, sizeof path, "%.400s/media-%d", folder, i);
        FILE *file = fopen(path, "we");
        if (!file)
            continue;
        fprintf(file, "media %d\n", i);
        fclose(file);
        if (chown(path, WRONG_OWNER, (gid_t)-1) != 0)
            continue;
    }
    if (chown(folder, WRONG_OWNER, (gid_t)-1) != 0)
        return;
}

void sim_media_prepare(sim_app *app)
{
    static const char *const folders[] = { "incoming", "outgoing", "shared" };
    const char *version = app->config.version;
    bool has_bug = strcmp(version, "2.29.1") == 0 || strcmp(version, "2.29.2") == 0 ||
                   sim_fault_is_on(app->faults, "media_wrong_owner");
    char path[SIM_PATH_MAX];
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        snprintf(path, sizeof path, "%.400s/%s/", app->config.media, folders[i]);
        sim_make_parents(path);
        path[strlen(path) - 1] = '\0';
        if (access(path, W_OK) != 0)
            sim_say(app, 'E', "Media directory %s is not writable", path);
        else if (has_bug)
            leave_files(path);
    }
}
