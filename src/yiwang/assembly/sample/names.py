"""Names put together by chance from common characters, with the rare ones that break careless systems."""

from __future__ import annotations

from random import Random

SURNAMES = "李王张杨赵陈刘罗黄周马何徐段普朱郭孙胡林高和沈宋唐吴余毕鲁董尹谢邓曾彭苏陶白刀岳木字茶阿施杞"
MALE = "伟强军建国华明志勇云龙文斌海涛洪春荣林平贵光永祥福学忠德家俊浩宇泽天杰鹏成兴"
FEMALE = "芳丽英秀兰梅红艳琼云玉凤美华仙珍菊春翠娟燕霞雪慧婷欣怡诗涵雨梦佳琳月"
RARE = ("李𨱑", "杨㛃", "王䶮", "和𨱑云", "段䶮清", "赵㛃宁")
DOTTED = ("阿依·木呷", "吉克·拉龙", "扎西·次仁", "卓玛·央金", "勒排·早山", "斯那·定主", "木呷·尔布", "阿普·伍果")
FIXED = (*RARE[:3], *DOTTED[:3])  # the first of every sample: even a small one meets them

SHOP_FIRST = "云滇彩翠金祥瑞鑫恒福顺和盛隆兴宏嘉佳美悦禾山泉溪岭石松柏茶花果"
SHOP_SECOND = "源达丰泰旺来康宁安华光辉裕茂远通汇聚诚信德仁义乐园居坊轩阁"


def person_name(chance: Random, male: bool, ethnic: str, index: int) -> str:
    """A name of 2–3 characters, sometimes a rare or dotted one. The first six people have one for certain."""
    if index < len(FIXED):
        return FIXED[index]
    draw = chance.random()
    if draw < 0.004:
        return chance.choice(RARE)
    if ethnic not in ("汉族", "回族") and draw < 0.03:
        return chance.choice(DOTTED)
    given = MALE if male else FEMALE
    return chance.choice(SURNAMES) + "".join(chance.sample(given, 2 if chance.random() < 0.78 else 1))


def shop_name(chance: Random) -> str:
    """The distinctive part 字号 of a firm's name."""
    return "".join(chance.sample(SHOP_FIRST, 2)) + chance.choice(SHOP_SECOND)
