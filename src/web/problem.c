#include "web/problem.h"

static const struct {
    int status;
    const char *title;
} titles[] = {
    {400, "请求格式有误"}, {401, "请先登录"},       {403, "没有权限"},
    {404, "没有找到"},     {405, "不支持这种操作"}, {409, "数据已有变化"},
    {413, "内容过大"},     {415, "内容类型不支持"}, {422, "输入有误"},
    {423, "账号已锁定"},   {428, "还需要一项内容"}, {429, "操作太频繁"},
    {500, "系统内部错误"}, {503, "暂时不能服务"},
};

const char *problem_title(int status)
{
    for (size_t i = 0; i < COUNT(titles); i++) {
        if (titles[i].status == status) {
            return titles[i].title;
        }
    }
    return "操作没有完成";
}

static void write_field(struct json_out *out, const struct error *fault,
                        const struct ledger *ledger)
{
    json_open(out, NULL);
    json_put_cstr(out, "field", fault->field);
    int field =
        ledger == NULL || fault->field == NULL ? -1 : ledger_field(ledger, text_of(fault->field));
    if (field >= 0) {
        json_put_cstr(out, "label", ledger->fields[field].label);
    }
    json_put_text(out, "message", fault->message);
    if (fault->hint.n > 0) {
        json_put_text(out, "hint", fault->hint);
    }
    json_close(out);
}

void problem_write(struct json_out *out, const char *key, const struct problem *problem)
{
    json_open(out, key);
    json_put_cstr(out, "type", "about:blank");
    json_put_cstr(out, "title", problem_title(problem->status));
    json_put_int(out, "status", problem->status);
    if (problem->detail.n > 0) {
        json_put_text(out, "detail", problem->detail);
    }
    if (problem->hint.n > 0) {
        json_put_text(out, "hint", problem->hint);
    }
    if (problem->errors != NULL && problem->errors->n > 0) {
        json_open_list(out, "errors");
        for (size_t i = 0; i < problem->errors->n; i++) {
            write_field(out, &problem->errors->at[i], problem->ledger);
        }
        json_close_list(out);
    }
    if (problem->request_id != NULL) {
        json_put_cstr(out, "request", problem->request_id);
    }
    if (problem->extra != NULL) {
        buf_addc(out->buf, ',');
        buf_adds(out->buf, problem->extra);
    }
    json_close(out);
}

void problem_answer(struct exchange *exchange, const struct problem *problem)
{
    buf_clear(&exchange->out);
    exchange->out.full = false;
    struct json_out out = json_into(&exchange->out);
    problem_write(&out, NULL, problem);
    exchange->status = problem->status;
    exchange_header(exchange, "Content-Type", "application/problem+json; charset=utf-8");
}
