#include "standard/name.h"

#include <stdlib.h>
#include <string.h>

#include "standard/data.h"
#include "standard/fold.h"

enum { SEPARATOR = 0xB7, LOST = 0xFFFD, SHORTEST = 2, LONGEST = 30 };

const char *name_message(enum name_finding finding)
{
    static const char *const messages[NAME_FINDINGS] = {
        "姓名已去空格、统一间隔号",
        "姓名中的括号内容已移入备注",
        "姓名旁注明户主",
        "姓名旁注明已故，请核实状态",
        "姓名中的自造字已换成标准字",
        "姓名为空",
        "姓名中有字丢失（?、□），请按身份证补填",
        "姓名中有无法识别的自造字，请按身份证补填",
        "姓名中的生僻字写成了拆字说明，请按身份证补填",
        "姓名中有字母，请按身份证核对",
        "姓名中有数字或符号，请按身份证核对",
        "姓名被遮盖，请填写完整姓名",
        "填的是与他人的关系，不是本人姓名",
        "姓名应为2至30个汉字",
    };
    for (int i = 0; i < NAME_FINDINGS; i++) {
        if (finding == 1u << i) {
            return messages[i];
        }
    }
    return "";
}

static bool is_separator(uint32_t cp)
{
    return cp == SEPARATOR || cp == '.' || cp == 0x387 || cp == 0x2022 || cp == 0x2027 ||
           cp == 0x2219 || cp == 0x22C5 || cp == 0x30FB || cp == 0x318D || cp == 0xFF65 ||
           cp == 0x2024 || cp == 0x3002 /* 。 */;
}

static bool is_quote(uint32_t cp)
{
    return cp == '\'' || cp == '"' || cp == '`' || (cp >= 0x2018 && cp <= 0x201F);
}

static bool opens(uint32_t cp)
{
    return cp == '(' || cp == '[' || cp == '{' || cp == '<' || cp == 0x3010 || cp == 0x3014 ||
           cp == 0x300A || cp == 0x3008;
}

static bool closes(uint32_t cp)
{
    return cp == ')' || cp == ']' || cp == '}' || cp == '>' || cp == 0x3011 || cp == 0x3015 ||
           cp == 0x300B || cp == 0x3009;
}

static bool is_lost(uint32_t cp)
{
    return cp == '?' || cp == LOST || cp == 0x25A1 || cp == 0x25A0 || cp == 0x3013 || cp == 0x25AF;
}

static bool is_private(uint32_t cp)
{
    return (cp >= 0xE000 && cp <= 0xF8FF) || cp >= 0xF0000;
}

static bool is_letter(uint32_t cp)
{
    return (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z') || (cp >= 0xC0 && cp <= 0x24F);
}

/* The real character of a private-use one, or 0 (data/pua_to_unicode.csv: "U+E863,…,U+4DAE"). */
static uint32_t from_private(uint32_t cp)
{
    struct text rest = data_rows("pua_to_unicode.csv"), cells[DATA_CELLS];
    while (data_next_row(&rest, cells)) {
        if (strtoul(cells[0].s + 2, NULL, 16) == cp) {
            return (uint32_t)strtoul(cells[2].s + 2, NULL, 16);
        }
    }
    return 0;
}

struct reader {
    struct buffer {
        char *s;
        size_t n;
    } name, remark;
    unsigned findings;
    uint32_t last;  /* last character put into the name; 0: none */
    bool separator; /* one is waiting for the next character */
    bool blank;     /* a blank is waiting: it counts only between letters */
};

static void put(struct buffer *buffer, uint32_t cp)
{
    buffer->n += utf8_encode(cp, buffer->s + buffer->n);
}

static void put_name(struct reader *r, uint32_t cp)
{
    uint32_t real = is_private(cp) ? from_private(cp) : 0;
    if (real != 0) {
        r->findings |= NAME_REPLACED;
        cp = real;
    }
    if (is_private(cp)) {
        r->findings |= NAME_PRIVATE;
    } else if (is_lost(cp)) {
        r->findings |= NAME_UNREADABLE;
    } else if (is_letter(cp)) {
        r->findings |= NAME_LATIN;
    } else if (cp == '*') {
        r->findings |= NAME_MASKED;
    } else if (!utf8_is_han(cp)) {
        r->findings |= NAME_STRANGE;
    }
    if (r->separator && r->last != 0) {
        put(&r->name, SEPARATOR);
    } else if (r->blank && is_letter(r->last) && is_letter(cp)) {
        put(&r->name, ' ');
    }
    r->separator = r->blank = false;
    put(&r->name, cp);
    r->last = cp;
}

/* What a remark tells: 户主, 已故, 上龙下天. */
static unsigned remark_findings(struct text remark)
{
    static const struct {
        struct text word;
        unsigned finding;
    } words[] = {
        {TEXT("户主"), NAME_HEAD},     {TEXT("已故"), NAME_DECEASED}, {TEXT("去世"), NAME_DECEASED},
        {TEXT("死亡"), NAME_DECEASED}, {TEXT("已亡"), NAME_DECEASED}, {TEXT("病故"), NAME_DECEASED},
        {TEXT("+"), NAME_SPLIT},
    };
    static const struct {
        struct text first, second;
    } parts[] = {
        {TEXT("上"), TEXT("下")}, {TEXT("左"), TEXT("右")}, {TEXT("外"), TEXT("内")},
        {TEXT("外"), TEXT("里")}, {TEXT("字旁"), TEXT("")},
    };
    unsigned findings = 0;
    for (size_t i = 0; i < COUNT(words); i++) {
        findings |= text_has(remark, words[i].word) ? words[i].finding : 0;
    }
    for (size_t i = 0; i < COUNT(parts); i++) {
        bool both = text_has(remark, parts[i].first) && text_has(remark, parts[i].second);
        findings |= both ? NAME_SPLIT : 0;
    }
    return findings;
}

/* Reads the inside of a bracket, up to its end or the text's. */
static void take_remark(struct reader *r, struct text *rest)
{
    uint32_t cp;
    if (r->remark.n > 0) {
        put(&r->remark, ' ');
    }
    size_t start = r->remark.n;
    while (utf8_next(rest, &cp)) {
        cp = fold_char(cp);
        if (closes(cp)) {
            break;
        }
        if (cp != FOLD_DROP) {
            put(&r->remark, cp);
        }
    }
    r->findings |= NAME_REMARK;
    r->findings |= remark_findings((struct text){r->remark.s + start, r->remark.n - start});
}

/* 王五已故, 张三户主: the same remark without brackets. False when there is none. */
static bool take_tail(struct reader *r)
{
    static const struct text tails[] = {TEXT("户主"), TEXT("已故"), TEXT("已去世"), TEXT("去世"),
                                        TEXT("死亡"), TEXT("已亡"), TEXT("病故")};
    struct text name = {r->name.s, r->name.n};
    for (size_t i = 0; i < COUNT(tails); i++) {
        struct text tail = tails[i];
        if (text_ends(name, tail) && utf8_length(text_slice(name, 0, name.n - tail.n)) >= 2) {
            if (r->remark.n > 0) {
                put(&r->remark, ' ');
            }
            memcpy(r->remark.s + r->remark.n, tail.s, tail.n);
            r->remark.n += tail.n;
            name.n -= tail.n;
            r->name.n = text_ends(name, TEXT("·")) ? name.n - 2 : name.n;
            r->findings |= NAME_REMARK | remark_findings(tail);
            return true;
        }
    }
    return false;
}

/* 李四之妻: two characters, 之 or 的, and a word of kinship. */
static bool names_a_relation(struct text name)
{
    static const struct text words[] = {
        TEXT("之妻"),   TEXT("之夫"),   TEXT("之子"),   TEXT("之女"),   TEXT("之父"),
        TEXT("之母"),   TEXT("之媳"),   TEXT("之孙"),   TEXT("之长子"), TEXT("之次子"),
        TEXT("之长女"), TEXT("之次女"), TEXT("的妻子"), TEXT("的丈夫"), TEXT("的儿子"),
        TEXT("的女儿"), TEXT("妻子"),   TEXT("丈夫"),   TEXT("儿子"),   TEXT("女儿"),
        TEXT("父亲"),   TEXT("母亲"),   TEXT("配偶"),
    };
    for (size_t i = 0; i < COUNT(words); i++) {
        size_t before = name.n - words[i].n;
        if (text_ends(name, words[i]) && utf8_length(text_slice(name, 0, before)) >= 2) {
            return true;
        }
    }
    return false;
}

struct name name_read(struct arena *arena, struct text raw)
{
    /* A private-use character may need one byte more than it had; invalid bytes three for one. */
    size_t size = 3 * raw.n + 16;
    struct reader r = {.name = {arena_alloc(arena, size), 0},
                       .remark = {arena_alloc(arena, size), 0}};
    uint32_t cp;
    struct text rest = raw;
    while (utf8_next(&rest, &cp)) {
        cp = fold_char(cp);
        if (opens(cp)) {
            take_remark(&r, &rest);
        } else if (is_separator(cp)) {
            r.separator = true;
        } else if (cp == ' ') {
            r.blank = true;
        } else if (cp != FOLD_DROP && !is_quote(cp)) {
            put_name(&r, cp);
        }
    }
    while (take_tail(&r)) {
    }
    struct name name = {{r.name.s, r.name.n}, {r.remark.s, r.remark.n}, r.findings};
    size_t length = utf8_length(name.text);
    if (length == 0) {
        name.findings |= NAME_EMPTY;
    } else if (length < SHORTEST || length > LONGEST) {
        name.findings |= NAME_LENGTH;
    }
    if (names_a_relation(name.text)) {
        name.findings |= NAME_RELATION;
    }
    bool other = !text_equal(name.text, raw);
    if (other && (name.findings & (NAME_REMARK | NAME_REPLACED | NAME_EMPTY)) == 0) {
        name.findings |= NAME_CHANGED;
    }
    return name;
}

bool name_valid(struct text name)
{
    size_t length = utf8_length(name);
    uint32_t cp = 0, before = SEPARATOR;
    while (utf8_next(&name, &cp)) {
        bool separator = cp == SEPARATOR;
        if ((separator && before == SEPARATOR) || (!separator && !utf8_is_han(cp))) {
            return false;
        }
        before = cp;
    }
    return before != SEPARATOR && length >= SHORTEST && length <= LONGEST;
}

/* The next character that counts, or 0 at the end. */
static uint32_t next_counting(struct text *t)
{
    uint32_t cp;
    while (utf8_next(t, &cp)) {
        cp = fold_char(cp);
        if (cp != FOLD_DROP && cp != ' ' && !is_separator(cp)) {
            return cp;
        }
    }
    return 0;
}

bool name_equal(struct text a, struct text b)
{
    uint32_t x, y;
    do {
        x = next_counting(&a);
        y = next_counting(&b);
    } while (x == y && x != 0);
    return x == y;
}
