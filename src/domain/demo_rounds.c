#include "domain/demo_rounds.h"

#include "base/random.h"
#include "domain/attachment.h"
#include "domain/campaign/report_note.h"
#include "domain/campaign/submitting.h"
#include "domain/demo_picture.h"
#include "ledger/history.h"

enum { WORDS_MOST = 64, PICTURE_MOST = 1 << 17, SETTLED_DAYS = 7 };

/* How a report goes. */
enum road {
    ROAD_NONE,
    ROAD_DRAFT,
    ROAD_SUBMITTED,
    ROAD_RETURNED,
    ROAD_ACCEPTED,
    ROAD_AGAIN, /* returned, handed in again, accepted */
};

struct stage {
    struct app *app;
    struct work *work; /* with memory that goes after each report, and the demo's clock */
    struct actor actor;
    const struct demo_rounds *rounds;
    struct dice dice;
    int64_t now;
    uint32_t pictures;
    struct error *error;
};

static const struct {
    const char *key, *words;
} prose[] = {
    {"progress",
     "走访脱贫户和监测户，核对就业状态和联系电话；推送城乡社区岗位和园区岗位，组织一场小型专场"
     "招聘；对有培训意愿的登记了工种。"},
    {"problems",
     "部分外出务工人员电话变更，核对要时间；个别村公益性岗位考勤表签字不全，已限期补齐。"},
    {"next", "继续入户宣传政策，逐人落实各项服务；对到期未整改的问题逐个销号。"},
    {"headline", "家门口的帮扶车间让她重新上岗"},
    {"who", "化名刘姐，脱贫户，家住本镇某村"},
    {"story",
     "刘姐原在外地务工，因照顾老人返乡，半年没有收入。村干部走访时了解到她会缝纫、愿意就近上班，当"
     "天登记了就业"
     "意愿，推荐了帮扶车间的缝纫、质检、包装三个岗位。镇里的专职干部陪她到车间看了生产线，车间安排"
     "老师傅带她"
     "试工三天，又按她接送老人的时间调了班次。上岗以后，村里每周回访一次，帮她申报了交通补贴。"},
    {"result",
     "现在刘姐在车间做缝纫工，每月收入三千元左右，已稳定就业一个多月，家里老人也有人照顾。"},
    {"consent", "本人同意用化名公开，不公开照片"},
    {"work", "一是摸清底数，逐村逐户核对就业状态、就业意愿和服务需求，建立一人一策台账；二是送岗位"
             "，依托社区和帮扶车间"
             "收集岗位，每周推送；三是送政策，对符合条件的逐人告知、帮助申报；四是抓整改，排查出的"
             "问题逐个销号。"},
    {"effect", "援助对象基本做到底数清、状态清、意愿清、需求清，帮助一批援助对象实现就业，问题整改"
               "按期完成。"},
    {"note", "已逐项核对台账。"},
};

static struct text words_of(struct text key)
{
    for (size_t i = 0; i < COUNT(prose); i++) {
        if (text_is(key, prose[i].key)) {
            return text_of(prose[i].words);
        }
    }
    return TEXT("按通知要求推进，情况正常，没有需要说明的问题，下步继续抓好落实。");
}

static void stand(struct stage *stage, int32_t day, int64_t user)
{
    stage->now = demo_moment(stage->rounds->plan, clock_noon(day));
    stage->actor.user = user;
}

static enum status open_one(struct stage *stage, const struct round *round, struct text unit,
                            struct submitting *s)
{
    return submitting_open(stage->app, stage->work, round->form->key, round->key, unit, s,
                           stage->error);
}

/* ---- what a unit writes ---- */

static enum status write_prose(struct stage *stage, struct submitting *s)
{
    struct submitting_words words[WORDS_MOST];
    struct errors errors = {0};
    const struct report_form *form = s->round->form;
    size_t n = 0;
    for (; n < form->prose.n && n < WORDS_MOST; n++) {
        words[n] = (struct submitting_words){NOTE_PROSE, form->prose.at[n].key,
                                             words_of(form->prose.at[n].key)};
    }
    return submitting_write(s, words, n, &errors, stage->error);
}

/* Figures that the ledgers do not tell. */
static enum status type_figures(struct stage *stage, struct submitting *s)
{
    struct report report;
    struct figure_members *members;
    bool bureau = s->unit->kind != s->round->form->rows;
    int64_t figure = bureau ? 0 : 3 + dice_below(&stage->dice, 9);
    enum status status = submitting_report(s, &report, &members, stage->error);
    for (size_t i = 0; status == OK && i < report.form->columns.n && report.rows > 0; i++) {
        const struct report_column *column = &report.form->columns.at[i];
        struct errors errors = {0};
        if (column->printed && report_cell_at(&report, 0, i)->value == SHAPE_BLANK) {
            status =
                submitting_type(s, column->key, figure,
                                bureau ? TEXT("本部门没有单独开展") : TEXT("按镇里的花名册填报"),
                                &errors, stage->error);
        }
    }
    return status;
}

static enum status add_photo(struct stage *stage, const struct submitting *s)
{
    struct attachment_upload upload;
    struct attachment kept;
    struct buf picture;
    buf_init(&picture, PICTURE_MOST);
    demo_picture(stage->pictures++, &picture);
    enum status status =
        attachment_receive(stage->app, stage->work->settings, TEXT("演示照片.png"),
                           buf_text(&picture), &upload, stage->work->arena, stage->error);
    if (status == OK) {
        status = attachment_add(stage->work, &submission_ledger, s->row->id, &upload, &kept,
                                stage->error);
    }
    buf_release(&picture);
    return status;
}

static enum status write_draft(struct stage *stage, struct submitting *s)
{
    enum status status = write_prose(stage, s);
    if (status == OK && s->round->form->columns.n > 0) {
        status = type_figures(stage, s);
    }
    for (int64_t i = 0; status == OK && i < s->round->form->photos; i++) {
        status = add_photo(stage, s);
    }
    return status;
}

/* Hands in with a sentence for every warning. *out: whether an error stood against it. */
static enum status hand_in(struct stage *stage, struct submitting *s, bool *out)
{
    struct errors errors = {0}, ignored = {0};
    struct submitting_words words[WORDS_MOST];
    size_t n = 0;
    enum status status = submitting_submit(s, &errors, stage->error);
    *out = status == OK;
    if (status != INVALID) {
        return status;
    }
    bool refused = false;
    for (size_t i = 0; i < errors.n && n < WORDS_MOST; i++) {
        struct text field = text_of(errors.at[i].field);
        if (text_starts(field, TEXT("explain."))) {
            words[n++] = (struct submitting_words){NOTE_EXPLAIN, text_slice(field, 8, field.n),
                                                   TEXT("已核对台账，情况属实")};
        } else {
            refused = true;
        }
    }
    status = submitting_write(s, words, n, &ignored, stage->error);
    if (status != OK || refused) {
        return status;
    }
    errors = (struct errors){0};
    status = submitting_submit(s, &errors, stage->error);
    *out = status == OK;
    return status == INVALID ? OK : status;
}

/* ---- one report ---- */

/* The day a unit hands in: on time, early or late. */
static int32_t day_of(struct stage *stage, const struct round *round, bool settled)
{
    int32_t due = round->due == DATE_NONE ? round->as_of : round->due;
    return settled && dice_percent(&stage->dice, 6) ? due + 1 + (int32_t)dice_below(&stage->dice, 2)
                                                    : due - (int32_t)dice_below(&stage->dice, 2);
}

static enum status step(struct stage *stage, struct submitting *s, const char *name)
{
    const struct submitting_words remark = {NOTE_REMARK,
                                            s->round->form->prose.n > 0
                                                ? s->round->form->prose.at[0].key
                                                : s->round->form->columns.at[0].key,
                                            TEXT("请写清楚具体的村和数")};
    struct errors errors = {0};
    bool returned = text_is(text_of("return"), name);
    return submitting_step(s, name, returned ? TEXT("内容不具体，请补充后再报") : TEXT_EMPTY,
                           &remark, returned ? 1 : 0, &errors, stage->error);
}

static enum status county_part(struct stage *stage, struct submitting *s, enum road road,
                               int32_t day)
{
    enum status status = OK;
    bool done = true;
    if (road == ROAD_RETURNED || road == ROAD_AGAIN) {
        stand(stage, day + 1, stage->rounds->county_user);
        status = step(stage, s, "return");
    }
    if (status == OK && road == ROAD_AGAIN) {
        stand(stage, day + 1, stage->rounds->unit_user);
        status = hand_in(stage, s, &done);
    }
    if (status == OK && done && (road == ROAD_AGAIN || road == ROAD_ACCEPTED)) {
        stand(stage, day + 2, stage->rounds->county_user);
        status = step(stage, s, "accept");
    }
    return status;
}

static enum status walk(struct stage *stage, const struct round *round,
                        const struct notice_unit *unit, enum road road, bool settled)
{
    struct submitting s;
    bool done = false;
    int32_t day = day_of(stage, round, settled);
    if (road == ROAD_NONE) {
        return OK;
    }
    stand(stage, day, stage->rounds->unit_user);
    enum status status = open_one(stage, round, unit->key, &s);
    status = status == OK ? write_draft(stage, &s) : status;
    if (status == OK && road != ROAD_DRAFT && !submitting_locked(&s)) {
        status = hand_in(stage, &s, &done);
    }
    return status == OK && done ? county_part(stage, &s, road, day) : status;
}

/* ---- a round ---- */

static enum road road_of(struct stage *stage, bool settled, size_t unit)
{
    static const enum road open[] = {ROAD_RETURNED,  ROAD_ACCEPTED,  ROAD_SUBMITTED, ROAD_ACCEPTED,
                                     ROAD_SUBMITTED, ROAD_DRAFT,     ROAD_ACCEPTED,  ROAD_NONE,
                                     ROAD_ACCEPTED,  ROAD_SUBMITTED, ROAD_ACCEPTED};
    if (!settled) {
        return open[unit % COUNT(open)];
    }
    return dice_percent(&stage->dice, 8) ? ROAD_AGAIN : ROAD_ACCEPTED;
}

static enum status seal(struct stage *stage, const struct round *round)
{
    struct submitting s;
    struct errors errors = {0}, again = {0};
    struct submitting_words words[WORDS_MOST];
    size_t n = 0;
    stand(stage, (round->due == DATE_NONE ? round->as_of : round->due) + 3,
          stage->rounds->county_user);
    enum status status = open_one(stage, round, TEXT(SUBMISSION_COUNTY), &s);
    if (status != OK) {
        return status;
    }
    status = submitting_seal(&s, TEXT("未报单位已催办，先行汇总"), NULL, 0, &errors, stage->error);
    for (size_t i = 0; status == INVALID && i < errors.n && n < WORDS_MOST; i++) {
        struct text field = text_of(errors.at[i].field);
        if (!text_starts(field, TEXT("explain."))) {
            return OK; /* an error: the county's table stays open */
        }
        words[n++] = (struct submitting_words){NOTE_EXPLAIN, text_slice(field, 8, field.n),
                                               TEXT("已与各单位核对")};
    }
    if (status == INVALID) {
        status =
            submitting_seal(&s, TEXT("未报单位已催办，先行汇总"), words, n, &again, stage->error);
    }
    return status == INVALID ? OK : status;
}

static enum status fill_round(struct stage *stage, const struct round *round)
{
    const struct notice *notice = stage->work->notice;
    int32_t last = round->due == DATE_NONE ? round->as_of : round->due;
    bool settled = last + SETTLED_DAYS < stage->rounds->plan->to;
    enum status status = OK;
    for (size_t i = 0, asked = 0; status == OK && i < notice->units.n; i++) {
        if (round_asks(round, &notice->units.at[i])) {
            status =
                walk(stage, round, &notice->units.at[i], road_of(stage, settled, asked++), settled);
        }
    }
    return status == OK && settled ? seal(stage, round) : status;
}

enum status demo_rounds_fill(struct app *app, struct work *work, const struct demo_rounds *rounds,
                             struct error *error)
{
    struct arena scratch;
    struct work own = *work;
    struct stage stage = {.app = app,
                          .work = &own,
                          .actor = *work->actor,
                          .rounds = rounds,
                          .dice = dice_seeded(rounds->plan->seed + 2),
                          .error = error};
    const struct app_books *books = app_books(app);
    struct rounds all = rounds_of(work->arena, books->notice, books->calendar, &books->settings);
    enum status status = OK;
    arena_init(&scratch);
    own.arena = &scratch;
    own.actor = &stage.actor;
    own.clock = clock_at(&stage.now);
    for (size_t i = 0; status == OK && i < all.n; i++) {
        const struct round *round = &all.at[i];
        if ((round->due == DATE_NONE ? round->as_of : round->due) <= rounds->plan->to) {
            status = fill_round(&stage, round);
            if (status == OK) {
                arena_reset(&scratch);
            }
        }
    }
    if (status == OK) {
        status = history_close(work, TEXT("demo"), &submission_ledger, 0, TEXT_EMPTY, error);
    }
    if (status != OK) { /* its words live in the scratch memory that goes now */
        error->message = arena_text(work->arena, error->message);
        error->hint = arena_text(work->arena, error->hint);
        error->detail = arena_text(work->arena, error->detail);
    }
    arena_release(&scratch);
    return status;
}
