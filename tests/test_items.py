"""What a figure is about, a row for each way in which a sentence says it: the figure in 【】, then its item."""

import pytest

from extractor import extract

ROWS = {
    # right before the figure
    "工作经费不足【20万元】": "工作经费",
    "活跃率却由【31.5%】升到44.2%": "活跃率",
    "一是【2笔】定向捐赠未按协议拨付": "定向捐赠",
    "费用合计3万元（大写：【叁万元】整）": "费用",
    "线索12条，其中未办结【7条】": "未办结",
    "线索12条，尚未办结【7条】": "未办结",
    "低保：截至六月底在册【327户】": "低保",
    "抢通省道【2条】、县乡道17条": "省道",
    "補助由大阪臺灣同鄉會【30萬日圓】，颱風季另計": "大阪臺灣同鄉會",
    "筹得爱心【3.6万元】": "爱心",
    "为困境儿童发放助学金【8000元】": "助学金",
    "乡镇红十字会建会率达到【百分之百】": "建会率",
    "新建自助图书柜【6个】": "自助图书柜",
    # a part beside a part, not of it
    "新建医院3所、学校【4所】": "学校",
    "现有会员84家（学校【20家】）": "学校会员",
    "下拨市级30万元、省级【20万元】": "省级",
    "购粮25吨，省级【20万元】": "省级",
    # what is told after the share of an aim
    "培训救护员80人，完成下达任务60人的133%，同比增加【20人】": "救护员",
    "培训救护员80人，完成下达任务60人的【133%】": "下达任务",
    # several nouns that are counted together
    "发放棉被、毛毯、暖手宝共【500件】": "棉被、毛毯、暖手宝",
    "给村小送书架、图书【40套】": "书架、图书",
    "劳动合同签订率、社保覆盖率均为【100%】": "社保覆盖率",
    "学校有教学班6个、学生【86人】": "学生",
    "在车站、学校布设血压计【3台】": "血压计",
    "三、救生训练【2班】": "救生训练",
    "角膜、器官捐献【3例】、5例": "器官捐献",
    # people are one word with what they are, and end where they do something
    "水库边救起【2名】落水儿童": "落水儿童",
    "使【95名】器官衰竭患者重获新生": "器官衰竭患者",
    "【2860名】干部职工参与慈善一日捐": "干部职工",
    "近【400名】捐献者家属到场": "捐献者家属",
    "【30名】志愿者服务队队员到场": "志愿者服务队队员",
    # who is given something, and what
    "为【5个】安置点配送饮用水300件": "安置点",
    "为5个安置点配送饮用水【300件】": "饮用水",
    "投向【25个】重点帮扶县": "重点帮扶县",
    "为16人办理小额贷款共【240万元】": "小额贷款",
    "援豫款物【12万元】": "援豫款物",
    "在上年基础上增加【20%】": None,
    # the verb of a change says nothing beside a noun
    "角膜捐献登记新增【42人】": "角膜捐献登记",
    "队员人数净增【19人】": "队员人数",
    # the goods, not where they went
    "向震区调拨睡袋【120个】": "睡袋",
    "给福利院赠送轮椅【15辆】": "轮椅",
    "为养老院捐赠被褥【40床】": "被褥",
    "为8名环卫工捐赠水杯【8个】": "水杯",
    # not when it was most
    "每日接诊村民60多人次，最多的一天达【130人次】": "村民",
    "订单与去年同期相比，下降【3个百分点】": "订单",
    # the subject of a verb that jieba takes for a noun
    "救护车【7辆】先期抵达": "救护车",
    "渔船【7艘】回港": "渔船",
    # what was given, not to whom; what was raised, not by whom; without the one that is built
    "为31户残疾家庭送去棉被【31床】": "棉被",
    "区分会募集善款【30万元】": "善款",
    "帮助【30名】困难学生圆梦大学": "困难学生",
    "投入【8万元】建设卫生站一所": "建设卫生站",
    "培训骨干90人，其中男性51人，女性【39人】": "女性骨干",
    # what goes before 再 and 将, not the verb after it
    "血压计再配发【9台】": "血压计",
    # a place after 个 is what is counted, not the beginning of another noun
    "将善款投向【12个】重点帮扶县": "重点帮扶县",
    "全市仍有【4个】县尚未换届": "县",
    "储备【310个】县重点项目": "重点项目",
    # whose age it is
    "来信的是一名【7岁】的小学生": "小学生",
    # a name in quotes is whole
    "举办“星光夜校进社区”活动【21场】": "星光夜校进社区活动",
    # an earlier value is about what was counted before
    "2021年有藏书520册，较2020年的【480册】多40册": "藏书",
    # a part is named with its whole, unless that is long
    "举办“星光夜校进社区”活动21场，覆盖学校【18所】": "学校",
    # what is compared with last year is what was counted before
    "启动应急响应7次，比上年同期少【2次】": "应急响应",
    "夜校授课40场，受暴雨影响比上年减少【8场】": "夜校授课",
    "新登记90人，比上年的【72人】增加18人": "新登记",
    # a line's label, where only a verb that says little stands before the figure
    "2．临时救助：支出【98600元】，最高一笔5000元": "临时救助",
    # right after it
    "棉被发到【9个】受灾乡镇": "受灾乡镇",
    "组织【36名】护士参加集训": "护士",
    # the figure before, where nothing new is said
    "资助学生520人，同比增加近【3成】": "学生",
    # a placeholder names nothing
    "用X光机【3台】": "X光机",
    # several subjects, several figures
    "大米、面粉分别为30吨和【12吨】": "面粉",
    # the rate's own noun is no item of the sum
    "购置灭火器1具/车厢，共【26具】": "灭火器",
    # 3个县的…: the counties are counted
    "帮助【3个】县的红十字会理顺体制": "县",
    # a worth names its goods
    "新增净水设备86台，公允价值合计【143.2万元】": "净水设备",
    # a share that ends as the whole does
    "新增遗体捐献志愿登记217人，其中线上登记【208人】": "线上登记",
    # a level of one thing is not about the earlier value of another
    "入会率87.4%（上学年79.9%），骨干【36人】": "骨干",
    # the first of two figures in a row has its own noun
    "帮助受灾群众【320户】千余人渡过难关": "群众",
    # who is helped to do what
    "角膜捐献帮助【49人】复明": "复明",
    # the rest of a list
    "救助肝移植21人、白血病19人、其他【15人】": "其他",
    # what changes stands before 由
    "水质合格率由施工前的【61.5%】提升到98.1%": "水质合格率",
    # the extremes of what was counted
    "发放临时补助7.2万元，最多的一户【3600元】": "临时补助",
    # an aim, and how far off it is
    "巡护到位率87%，离镇里要求的【90%】还差3个百分点": "巡护到位率",
    "巡护到位率87%，离镇里要求的90%还差【3个百分点】": "巡护到位率",
    "工程进度为年初预算的【71%】": "工程进度",
    # what a sum is the sum of
    "收入：票款4万元、义演3万元，合计【7万元】": "收入",
    # a short verb says nothing
    "围墙加固每户补【2600元】": "围墙加固",
    "添置办公设备花去三万元，其中【8000元】用于维修": "维修",
    # a place that is counted is its own name
    "辖【9镇】2乡": "镇",
    "走遍【3县】20个乡镇": "县",
    "新桥竣工，惠及2村【1900余人】": "惠及",
    # a noun that is lent by the last of a list, where it names a measure
    "存款、贷款余额分别为【3亿元】、5亿元": "存款余额",
    "儿童、参保人员分别为【30人】、50人": "儿童",
    "食用油价格同比上涨【11%】": "食用油价格",
    "陪护时长由25分钟延长到【40分钟】": "陪护时长",
    # the price is that of the goods before it
    "配发血压计40台（单价【320元】）": "血压计",
    "添置课桌花费【两千元】": "课桌",
    "温室每座补【8000元】": "温室",
    "专项经费由财政按每人【80元】核拨": "专项经费",
    # what is done a number of times, not that it is done
    "开展义诊【12场】": "义诊",
    "举办普及培训【8场】": "普及培训",
    # what old people were given
    "为80岁以上老人发放津贴每月【200元】": "津贴",
    # with slashes: the k-th noun is that of the k-th figure
    "发放雨衣/雨靴/手电【120件】/60双/30支": "雨衣",
    "发放雨衣/雨靴/手电120件/【60双】/30支": "雨靴",
    "金、银、铜奖分别为【12人】、18人、20人": "金奖",
    "③驻点急救培训每季度办【3期】": "驻点急救培训",
    # people by what jieba takes for a verb
    "看望【30位】独居老人并送药": "独居老人",
    "为【26名】低保老人发放慰问金": "低保老人",
    # in turn: the k-th change is about the k-th figure before
    "2021年和2022年分别受理求助【65起】、72起": "求助",
    "2021年和2022年分别受理求助65起、【72起】": "求助",
    "接受咨询320次，举办展览14场，同比分别增长【6%】和9%": "咨询",
    "接受咨询320次，举办展览14场，同比分别增长6%和【9%】": "展览",
}


@pytest.mark.parametrize(("quote", "item"), ROWS.items(), ids=ROWS)
def test_item(quote: str, item: str | None) -> None:
    """The figure in 【】 is about this."""
    before, _, rest = quote.partition("【")
    figures = extract(before + rest.replace("】", "")).figures

    assert [f.item for f in figures if f.start == len(before)] == [item]
