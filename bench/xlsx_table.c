#include "xlsx_table.h"

#include <string.h>

static const char *const headings[TABLE_COLS] = {
    "姓名",     "公民身份号码", "性别",     "民族",     "乡镇",   "村",
    "联系电话", "人员类别",     "就业状态", "就业单位", "月工资", "登记日期"};

static uint64_t mix(uint64_t x)
{
    x ^= x >> 33;
    x *= 0xFF51AFD7ED558CCDu;
    x ^= x >> 33;
    x *= 0xC4CEB9FE1A85EC53u;
    return x ^ x >> 33;
}

static size_t put_han(char *out, uint64_t seed, size_t count)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        seed = mix(seed + i);
        n += utf8_encode(0x4E00 + (uint32_t)(seed % 6000), out + n);
    }
    return n;
}

/* Any of a few hundred village names; of a few thousand employers. */
static size_t put_name(char *out, uint64_t seed, size_t count, const char *ending)
{
    size_t n = put_han(out, seed, count);
    size_t m = strlen(ending);
    memcpy(out + n, ending, m);
    return n + m;
}

static void set_text(struct table_cell *out, size_t n)
{
    out->kind = n > 0 ? TABLE_TEXT : TABLE_EMPTY;
    out->n = n;
    out->text[n] = '\0';
}

static size_t copy(char *out, const char *z)
{
    size_t n = strlen(z);
    memcpy(out, z, n);
    return n;
}

/* `width` digits with leading zeros. */
static size_t put_digits(char *out, uint64_t value, size_t width)
{
    for (size_t i = width; i-- > 0; value /= 10) {
        out[i] = (char)('0' + value % 10);
    }
    return width;
}

static size_t put_id(char *t, uint64_t person, uint64_t h)
{
    size_t n = copy(t, "360722");
    n += put_digits(t + n, 1950 + person % 55, 4);
    n += put_digits(t + n, 1 + h % 12, 2);
    n += put_digits(t + n, 1 + h / 12 % 28, 2);
    n += put_digits(t + n, h / 400 % 1000, 3);
    t[n] = "0123456789X"[h % 11];
    return n + 1;
}

/* As a workbook writes it: no zeros behind. */
static size_t put_wage(char *t, uint64_t cents)
{
    size_t n = put_digits(t, cents / 100,
                          cents < 1000     ? 1
                          : cents < 10000  ? 2
                          : cents < 100000 ? 3
                                           : 4);
    t[n] = '.';
    n += 1 + put_digits(t + n + 1, cents % 100, 2);
    while (t[n - 1] == '0') {
        n--;
    }
    return t[n - 1] == '.' ? n - 1 : n;
}

void table_cell(uint32_t row, uint32_t col, struct table_cell *out)
{
    static const char *const peoples[] = {"汉族", "畲族", "苗族", "壮族"};
    static const char *const kinds[] = {"脱贫户", "低保", "残疾人", "退役军人",
                                        "零就业家庭 & 其他"};
    static const char *const states[] = {"已就业", "未就业", "灵活就业", "自主创业"};
    uint64_t h = mix(row * 131ull + col), person = mix(row);
    char *t = out->text;
    if (row == 0) {
        set_text(out, copy(t, headings[col]));
        return;
    }
    switch (col) {
    case 0:
        set_text(out, put_han(t, h, 2 + h % 2));
        return;
    case 1:
        set_text(out, put_id(t, person, h));
        return;
    case 2:
        set_text(out, copy(t, person % 2 ? "男" : "女"));
        return;
    case 3:
        set_text(out, copy(t, peoples[h % 100 < 95 ? 0 : 1 + h % 3]));
        return;
    case 4:
        set_text(out, put_name(t, person % 16, 2, "镇"));
        return;
    case 5:
        set_text(out, put_name(t, person % 311 + 1000, 2, "村"));
        return;
    case 6:
        set_text(out, h % 10 == 0 ? 0 : put_digits(t, 13000000000u + h % 6999999999u, 11));
        return;
    case 7:
        set_text(out, copy(t, kinds[h % 5]));
        return;
    case 8:
        set_text(out, copy(t, states[h % 4]));
        return;
    case 9:
        set_text(out, h % 3 == 0 ? 0 : put_name(t, h % 5000 + 9000, 4, "有限公司"));
        return;
    case 10:
        out->kind = TABLE_NUMBER;
        out->number = (double)(h % 800000) / 100;
        out->n = put_wage(t, h % 800000);
        t[out->n] = '\0';
        return;
    default:
        out->kind = TABLE_DATE;
        out->number = (double)(44000 + h % 1000);
        out->n = put_digits(t, 44000 + h % 1000, 5);
        t[out->n] = '\0';
        return;
    }
}
