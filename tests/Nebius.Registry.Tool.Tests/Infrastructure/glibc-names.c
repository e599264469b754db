/*
 * What Debian 12's libstdc++, libgcc and OpenSSL want of glibc and musl does not have, so that .NET's runtime for musl finds those libraries without
 * an Alpine system. Contexts are for OpenSSL's asynchronous jobs, which .NET does not use.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

char __libc_single_threaded;
struct { unsigned vendor, type, subtype, features; } __cpu_model;

int pthread_key_create(unsigned *, void (*)(void *));
size_t strftime_l(char *, size_t, const char *, const struct tm *, void *);

int __cpu_indicator_init(void) { return 0; }
int __cxa_thread_atexit_impl(void (*f)(void *), void *object, void *library) { return 0; }
int __pthread_key_create(unsigned *key, void (*f)(void *)) { return pthread_key_create(key, f); }
size_t __strftime_l(char *s, size_t n, const char *format, const struct tm *time, void *locale) { return strftime_l(s, n, format, time, locale); }
unsigned arc4random(void) { unsigned value; getrandom(&value, sizeof value, 0); return value; }

/* Where the unwinder finds an object's frames: https://sourceware.org/glibc/manual/latest/html_node/Dynamic-Linker-Introspection.html */
struct search { char *address; struct dl_find_object *result; };

static int is_in(struct dl_phdr_info *object, size_t size, void *data)
{
    struct search *search = data;
    void *frames = 0;
    int inside = 0;
    for (int i = 0; i < object->dlpi_phnum; i++)
    {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];
        char *start = (char *)object->dlpi_addr + part->p_vaddr;
        if (part->p_type == PT_GNU_EH_FRAME)
        {
            frames = start;
        }
        else if (part->p_type == PT_LOAD && search->address >= start && search->address < start + part->p_memsz)
        {
            inside = 1;
            search->result->dlfo_map_start = start;
            search->result->dlfo_map_end = start + part->p_memsz;
        }
    }
    search->result->dlfo_flags = 0;
    search->result->dlfo_link_map = 0;
    search->result->dlfo_eh_frame = frames;
    return inside;
}

int _dl_find_object(void *address, struct dl_find_object *result)
{
    struct search search = { address, result };
    return dl_iterate_phdr(is_in, &search) ? 0 : -1;
}

void *__memcpy_chk(void *to, const void *from, size_t n, size_t size) { return memcpy(to, from, n); }
void *__memset_chk(void *to, int value, size_t n, size_t size) { return memset(to, value, n); }
char *__strcat_chk(char *to, const char *from, size_t size) { return strcat(to, from); }
long __fdelt_chk(long d) { return d / 64; }
void __syslog_chk(int priority, int flag, const char *format, ...) { }
int __vfprintf_chk(FILE *file, int flag, const char *format, va_list all) { return vfprintf(file, format, all); }

int __fprintf_chk(FILE *file, int flag, const char *format, ...)
{
    va_list all;
    va_start(all, format);
    int n = vfprintf(file, format, all);
    va_end(all);
    return n;
}

int __sprintf_chk(char *to, int flag, size_t size, const char *format, ...)
{
    va_list all;
    va_start(all, format);
    int n = vsprintf(to, format, all);
    va_end(all);
    return n;
}

int getcontext(void *context) { return -1; }
int setcontext(const void *context) { return -1; }
void makecontext(void *context, void (*f)(void), int n, ...) { }
