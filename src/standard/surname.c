#include "standard/surname.h"

/* The tables are plain runs of characters of three bytes. */
static const size_t han = 3, pair = 6;

static const char common[] = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田"
                             "董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
                             "姚卢姜崔钟谭陆汪范金石廖贾夏韦傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎"
                             "贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
                             "赖温蓝俞甘池刁施洪倪牛葛安常易乔齐庞颜庄聂章鲁岳翟殷詹申欧耿关兰焦左"
                             "柳柯阮梅纪盛童凌毕单季裴霍涂成苗"
                             "谷舒翁骆辛管祝曲华包卓游符阳";

static const char compound[] = "欧阳上官司马诸葛夏侯皇甫尉迟公孙慕容令狐司徒东方端木南宫万俟闻人公"
                               "羊赫连澹台宗政濮阳公冶太叔申屠仲孙"
                               "钟离长孙宇文鲜于司空闾丘亓官司寇巫马公西颛孙公良漆雕乐正宰父谷梁拓"
                               "跋轩辕段干百里呼延东郭南门羊舌梁丘"
                               "左丘西门第五独孤太史";

struct text surname_common(size_t i)
{
    return i < (sizeof(common) - 1) / han ? (struct text){common + i * han, han} : TEXT_EMPTY;
}

struct text surname_compound(size_t i)
{
    return i < (sizeof(compound) - 1) / pair ? (struct text){compound + i * pair, pair}
                                             : TEXT_EMPTY;
}

size_t surname_length(struct text name)
{
    uint32_t cp;
    size_t first = utf8_decode(name.s, name.n, &cp);
    if (name.n <= pair || text_has(name, TEXT("·"))) {
        return first;
    }
    for (size_t i = 0; surname_compound(i).n > 0; i++) {
        if (text_starts(name, surname_compound(i))) {
            return pair;
        }
    }
    return first;
}
