/* The server is a child that dies with us; its folder goes when it is stopped, or at exit. */
#include "support/sshd.h"

#include "crypto/digest.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "test sshd: %s: %s\n", what, strerror(errno));
    abort();
}

int wp_test_command(const char *format, ...)
{
    char command[4096];
    va_list args;
    va_start(args, format);
    vsnprintf(command, sizeof command, format, args);
    va_end(args);
    int status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int try_connect(int port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int done = connect(fd, (struct sockaddr *)&address, sizeof address);
    close(fd);
    return done;
}

/* Below those that the system gives to connections, which other tests make meanwhile. */
static int free_port(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < 100; i++) {
        unsigned short number;
        wp_random_bytes(&number, sizeof number);
        int port = 10000 + number % 20000;
        address.sin_port = htons((uint16_t)port);
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        int done = bind(fd, (struct sockaddr *)&address, sizeof address);
        close(fd);
        if (done == 0)
            return port;
    }
    die("no port");
}

static void write_config(const wp_test_sshd *sshd, const char *settings)
{
    char path[400];
    snprintf(path, sizeof path, "%s/sshd_config.%d", sshd->dir, sshd->port);
    FILE *file = fopen(path, "w");
    if (!file)
        die(path);
    fprintf(file,
            "%s\nSubsystem sftp internal-sftp\nListenAddress 127.0.0.1:%d\nHostKey %s/host_ed25519\nPidFile "
            "none\nAuthorizedKeysFile %s/authorized_keys\n"
            "StrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nPrintMotd no\n"
            "PrintLastLog no\nPermitRootLogin prohibit-password\nLogLevel ERROR\nUseDNS no\n"
            "SetEnv HOME=%s/home\n",
            settings ? settings : "", sshd->port, sshd->dir, sshd->dir, sshd->dir);
    fclose(file);
}

void wp_test_sshd_again(wp_test_sshd *sshd)
{
    char path[400], log[400];
    snprintf(path, sizeof path, "%s/sshd_config.%d", sshd->dir, sshd->port);
    snprintf(log, sizeof log, "%s/log", sshd->dir);
    if (geteuid() == 0)
        mkdir("/run/sshd", 0755);
    sshd->pid = fork();
    if (sshd->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        int fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0644);
        dup2(fd, 1);
        dup2(fd, 2);
        execl("/usr/sbin/sshd", "/usr/sbin/sshd", "-D", "-e", "-f", path, (char *)NULL);
        _exit(127);
    }
    for (int i = 0; i < 500 && waitpid(sshd->pid, NULL, WNOHANG) == 0; i++) {
        if (try_connect(sshd->port) == 0)
            return;
        usleep(10000);
    }
    wp_test_command("cat %s >&2", log);
    die("it does not answer");
}

void wp_test_sshd_start_beside(wp_test_sshd *sshd, const wp_test_sshd *first, const char *settings)
{
    *sshd = *first;
    sshd->port = free_port();
    write_config(sshd, settings);
    wp_test_command("printf '[127.0.0.1]:%d ' >>%s; cut -d' ' -f1,2 %s/host_ed25519.pub >>%s", sshd->port,
                    sshd->known_hosts, sshd->dir, sshd->known_hosts);
    wp_test_sshd_again(sshd);
}

void wp_test_sshd_start(wp_test_sshd *sshd, const char *settings)
{
    memset(sshd, 0, sizeof *sshd);
    snprintf(sshd->dir, sizeof sshd->dir, "/tmp/wp-sshd-XXXXXX");
    if (!mkdtemp(sshd->dir))
        die("no folder");
    snprintf(sshd->known_hosts, sizeof sshd->known_hosts, "%s/home/.ssh/known_hosts", sshd->dir);
    snprintf(sshd->key, sizeof sshd->key, "%s/home/.ssh/id_ed25519", sshd->dir);
    if (wp_test_command("cd %s && mkdir -p home/.ssh && chmod -R 755 . && chmod 700 home/.ssh && "
                        "ssh-keygen -q -t ed25519 -N '' -C host -f host_ed25519 && "
                        "ssh-keygen -q -t ed25519 -N '' -C user -f home/.ssh/id_ed25519 && "
                        "cp home/.ssh/id_ed25519.pub authorized_keys",
                        sshd->dir) != 0)
        die("no keys");
    char home[300];
    snprintf(home, sizeof home, "%s/home", sshd->dir);
    setenv("HOME", home, 1);
    unsetenv("SSH_AUTH_SOCK");
    wp_test_sshd first = *sshd;
    wp_test_sshd_start_beside(sshd, &first, settings);
}

void wp_test_sshd_stop(wp_test_sshd *sshd)
{
    if (sshd->pid > 0) {
        kill(sshd->pid, SIGTERM);
        waitpid(sshd->pid, NULL, 0);
    }
    sshd->pid = 0;
    if (strncmp(sshd->dir, "/tmp/wp-sshd-", 13) == 0)
        wp_test_command("rm -rf %s", sshd->dir);
}

wp_connection_options wp_test_sshd_options(const wp_test_sshd *sshd)
{
    return (wp_connection_options){ .kind = "ssh", .name = "here", .host = "127.0.0.1", .port = sshd->port };
}
