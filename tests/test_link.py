"""What the words around a figure say of it, in the manner of reports: item, period, modality, relation, change."""

from __future__ import annotations

from decimal import Decimal

import pytest
from conftest import spans

from extractor import extract
from extractor.traditional import simplified

TITLE = "青山县红十字会2021年工作总结\n"

CASES: list[tuple[str, dict[str, object]]] = [
    # bounds, plans and shares that other words stand between
    ("低保标准不低于每人每月【610元】", {"bound": "over", "relation": "per_unit"}),
    ("慈善支出不少于上年总收入的【70%】", {"bound": "over"}),
    ("红会约占全市总额【5.7%】", {"bound": "about"}),
    ("修缮房屋27户，每户补助以【6万元】为限", {"bound": "under", "relation": "per_unit"}),
    ("比上年的【310万元】多收52万元", {"bound": "exact", "relation": "baseline"}),
    ("献血反应率0.83‰（目标≤【1.5‰】）", {"modality": "planned"}),
    ("报废率比【2%】的目标低0.3个百分点", {"modality": "planned"}),
    ("较原预算【230万元】核减54万元", {"modality": "planned", "relation": "baseline"}),
    ("培训救护员2846人（市下达任务【2500人】，完成113.8%）", {"relation": None, "modality": "planned"}),
    ("培训救护员2846人（市下达任务2500人，完成【113.8%】）", {"relation": None}),
    ("受理申请871件（核准率【84.4%】）", {"relation": None}),
    ("救助48人次、7.2万元（上年31人次、【4.65万元】）", {"relation": "baseline"}),
    ("为在读孤儿【41名】每月补400元", {"relation": None}),
    ("建成书屋46间，间均投入【1.2万元】", {"relation": "per_unit"}),
    ("完善方案，约需资金【28万元】", {"bound": "about"}),
    ("献血最多者累计【226次】", {"bound": "exact"}),
    ("二期面积420平方米，离规划面积【1000平方米】还差580平方米", {"modality": "planned"}),
    ("账上结余【6万】出头，全部转入下年", {"unit": "CNY", "bound": "over"}),
    ("按每户500元的标准发放救助金【6万元】", {"relation": None}),
    ("一般事项均在【7个工作日】内答复", {"relation": None, "bound": "under"}),
    # an earlier value, a share, a rate, a gap
    ("老化率由年初的【2.8%】提高1.4个百分点", {"relation": "baseline"}),
    ("去年义卖【56万元】，今年达到78万元", {"relation": "baseline", "period": None}),
    ("累计投入430万元（2019年【150万元】，2020年280万元）", {"relation": "part_of", "period": "2019"}),
    ("累计投入430万元（2019年150万元，2020年【280万元】）", {"relation": "part_of", "period": "2020"}),
    ("注册会员430人（2019年【420人】，2020年410人）", {"relation": "baseline"}),
    ("【120人】每人领到保险一份", {"relation": None}),
    ("巡线车油耗【9.5升】/百公里", {"relation": "per_unit"}),
    ("比计划多【120人】，比上年多90人", {"change": None}),
    ("比计划多120人，比上年多【90人】", {"change": "up"}),
    ("在26台的基础上再增加【10台】", {"change": "up"}),
    # item
    ("捐赠收入80万元、补助收入20万元，占比分别为【80%】和20%", {"item": "捐赠收入"}),
    ("购置血压计50台、轮椅30辆，价值分别为1.2万元、【2.1万元】", {"item": "轮椅"}),
    ("孤儿/特困老人/残疾人依次为9名/【12名】/40名", {"item": "特困老人"}),
    ("红十字会先后【四批次】从州库调运物资", {"item": "调运"}),
    ("举办急救班12期，每期【8小时】", {"item": "急救班"}),
    ("①太阳能路灯：共【320盏】，每盏2650元", {"item": "太阳能路灯"}),
    ("①太阳能路灯：共320盏，每盏【2650元】", {"item": "太阳能路灯"}),
    ("配备AED【两台】备而未用", {"item": "AED"}),
    ("捐赠收入80万元，一季度才收了【18万元】", {"item": "捐赠收入"}),
    ("总收入820万元，较前一年度的【780万元】增加40万元", {"item": "总收入", "relation": "baseline"}),
    ("领到每人【200元】救助金和精美的学习用品", {"item": "救助金"}),
    ("技术帮扶使【93户】特困户靠养蜂脱贫", {"item": "特困户"}),
    ("为【10家】乡镇卫生院配备设备", {"item": "乡镇卫生院"}),
    (
        "接收款物80万元（其中资金50万元、物资30万元），比上年同期的【60万元】有所增长",
        {"item": "款物", "relation": "baseline"},
    ),
    ("捐赠收入80万元、补助收入20万元，分别占【80%】和20%", {"item": "捐赠收入"}),
    ("捐赠收入80万元、补助收入20万元，分别占80%和【20%】", {"item": "补助收入"}),
    ("全市128个村庄【4.2万人】受灾", {"item": "受灾"}),
    ("全市128个村庄【4.2万名】群众受灾", {"item": "群众"}),
    ("最大一笔为药企捐赠的药品，价值【18万元】", {"item": "药品"}),
    ("资助学生74名，高中生每人2000元，小学生每人500元，合计【14.8万元】", {"item": "学生"}),
    ("响应时间由【15分钟】缩短至6分钟", {"item": "响应时间", "relation": "baseline"}),
    ("购置呼吸机（型号SV300）【8台】", {"item": "呼吸机"}),
    ("减免午餐费，标准为每生【6元】", {"item": "标准", "relation": "per_unit"}),
    ("新发展队员19名，总数达【203名】", {"item": "队员"}),
    ("安裝路燈68盞，每盞【2150元】", {"item": "路燈", "relation": "per_unit"}),
    ("開辦課後照顧班【4班】", {"item": "課後照顧班"}),
    ("辦理志工訓練【11梯次】", {"item": "志工訓練"}),
    # the measure word left out
    ("辖区常住人口9.3万，其中老年人【1.7万】，占18.3%", {"unit": "人", "kind": "count"}),
    ("确保培训救护员【500人次】以上", {"modality": "planned"}),
    ("确保持证率保持在【90%】以上", {"modality": "planned"}),
    ("确保了【95%】以上的资金到位", {"modality": "actual"}),
    ("总预算286万元，其中资助【240万元】，县里配套46万元", {"modality": "planned"}),
    ("募捐目标50万元，其中已到账【20万元】", {"modality": "actual"}),
    ("工程费221万元（预算228万元）、设备费【34万元】", {"modality": "actual"}),
    ("工程费221万元（预算【228万元】）、设备费34万元", {"modality": "planned", "relation": None}),
    ("建成供水点26处，超计划【2处】", {"modality": "actual"}),
    # relation: a comma before a year ends the clause, the one of 1,320 does not
    ("每年9月开展骨干集训，2021年集训【24人】", {"relation": None}),
    ("每人补助1,320元，发放【56人】", {"relation": None}),
    # relation, period
    ("藏书由2019年的【360册】、2020年的520册增加到780册", {"relation": "baseline", "period": "2019"}),
    ("有藏书520册，较2020年的【480册】增加40册", {"relation": "baseline", "period": "2020"}),
    # period
    ("2019年、2020年、2021年分别放映电影30场、【25场】和41场", {"period": "2020", "item": "电影"}),
    ("4月和5月，收入、支出分别为3万元、【2万元】", {"period": None, "item": "支出"}),
    ("2019年至2021年，收入、支出分别为3万元、【2万元】", {"period": "2019/2021"}),
    ("本院始建于1956年，现有床位【80张】", {"period": "2021"}),
    ("7月18日8时至21日6时，降雨量达【436毫米】", {"period": "2021-07-18/2021-07-21"}),
    ("六、来年打算。2022年，继续做好救助；培训救护员【50名】", {"period": "2022"}),
    # modality
    ("2022年打算办三件实事：一是修路；二是打井【两眼】", {"modality": "planned"}),
    ("下一步，我会将重点做好以下工作：一是办好年会；二是新建站点【3个】", {"modality": "planned"}),
    ("下季度重点：新建站点【3个】", {"modality": "planned"}),
    ("由2020年上半年的300人增加到【450人】", {"period": "2021"}),
    ("每户送上500元慰问金以及大米【2袋】、食用油1桶", {"relation": "per_unit"}),
    ("本科41名每人5000元、专科【17名】", {"relation": None}),
    ("镇里下达我村的【12项】指标", {"modality": "planned"}),
    ("完成全年【60万元】目标", {"modality": "planned"}),
    ("将为独居老人添置手环【90个】", {"modality": "planned"}),
    ("有望拿到体彩资金【30万元】左右", {"modality": "planned"}),
    ("原定招募骨干【60名】，最终到岗52名", {"modality": "planned"}),
    ("原定招募骨干60名，最终到岗【52名】", {"modality": "actual"}),
    ("今后计划开办夜校【X期】", {"modality": "planned"}),
    ("离区里提出的【85%】还差3个百分点", {"modality": "planned"}),
    ("离区里提出的85%还差【3个百分点】", {"modality": "actual"}),
    ("确保到账率达到【95%】", {"modality": "planned"}),
    ("完成年初预算42万元的【87%】", {"modality": "actual"}),
    (
        "2022年工作总结\n全年平稳。\n2023年，全会将新建站点5个；下半年再建【2个】",
        {"modality": "planned", "period": "2023-41"},
    ),
    ("五、下学年\n新建站点【3个】", {"modality": "planned"}),
    # relation and change
    ("比上年多训【600人】", {"change": "up"}),
    ("比上年多录【41人】", {"change": "up"}),
    ("奖金4400元，比7月的【5800元】少了两成", {"relation": "baseline"}),
    ("园游会预计设【60个】摊位", {"modality": "planned"}),
    ("3.1 募捐\n全年平稳。\n3.2 2022年预算\n首期支出【8万元】", {"modality": "planned", "period": "2022"}),
    ("全年拨款90万元，同比多支出【12万元】", {"change": "up"}),
    ("入会率再提高【2.5个百分点】", {"change": "up"}),
    ("两项津贴分别提高8元/月和【9元】/月", {"change": "up", "relation": "per_unit"}),
    ("两项津贴分别提高【8元】/月和9元/月", {"change": "up", "relation": "per_unit"}),
    ("36名网格员（专职【12名】、兼职24名）到岗", {"relation": "part_of"}),
    ("计划招90人，实到【＿＿人】，考核通过**人", {"modality": "actual"}),
    ("户均补助不超【三千元】", {"bound": "under"}),
    ("每笔补助不得超过【500元】", {"bound": "under"}),
    ("管理费不得超过当年总支出的【10%】", {"bound": "under"}),
    ("每学期至少开展演练【2次】", {"bound": "over"}),
    ("查摆不足【3条】", {"bound": "exact"}),
    ("重点突破【3个】瓶颈", {"bound": "exact"}),
    ("建成【3个】多媒体教室", {"bound": "exact"}),
    ("将慰问金【30万元】送到困难户手中", {"modality": "actual"}),
    ("将服务送到家门口，服务【300人】", {"modality": "actual"}),
    ("将邀请【32名】专家", {"modality": "planned"}),
    ("预算为20万元，支出【18万元】", {"modality": "actual"}),
    ("按照年初计划，培训骨干【50人】", {"modality": "actual"}),
    ("学校计划投入【31万元】", {"modality": "planned"}),
    ("春节即将来临之际，看望【30户】", {"modality": "actual"}),
    ("到2039年，建成站点【47个】", {"modality": "planned"}),
    ("2039年底前完成改造【6所】", {"modality": "planned"}),
    ("每名小学生500元，初中生【800元】", {"relation": "per_unit"}),
    ("群众参与其中，发放资料【300份】", {"relation": None}),
    ("捐款同比增长【-5.8%】", {"change": "down"}),
    ("值班人员不能少于【3人】", {"bound": "over"}),
    ("完好率不应低于【95%】", {"bound": "over"}),
    ("到会者没有超过【50人】", {"bound": "under"}),
    ("累计捐款尚未突破【70万元】", {"bound": "under"}),
    ("响应时间不会多于【15分钟】", {"bound": "under"}),
    ("愿意参加的不止【90家】", {"bound": "over"}),
    ("会费收入负增长【4%】", {"change": "down"}),
    ("满意率比上年同期高【3.1个百分点】", {"change": "up"}),
    ("满意率高于全市【3.1个百分点】", {"change": None}),
    ("三档补贴分别为【95元】、310元、620元/月", {"relation": "per_unit"}),
    ("报名者过【百人】", {"bound": "over"}),
    ("办过【3场】", {"bound": "exact"}),
    ("约占全部协议的【三成】", {"bound": "about"}),
    ("登记人数突破常住人口的【5‰】", {"bound": "over"}),
    ("捐赠20万元（大写：【贰拾万元】整）", {"relation": None}),
    ("收入90万元，其中捐赠75万元（其中线上6万元、线下69万元），政府补助【15万元】", {"relation": "part_of"}),
    ("净水器86台，单价【1.68万元】", {"relation": "per_unit"}),
    ("资助58名（其中本科41名每人5000元、专科【17名】每人3000元）", {"relation": "part_of"}),
    ("预算80万元，预算执行率【97.8%】", {"modality": "actual"}),
    (
        "五、存在问题及2022年安排\n人手不到5%。2022年，力争募集4万元；培训【30人】",
        {"modality": "planned", "period": "2022"},
    ),
    ("单趟往返【13.2公里】", {"relation": "per_unit"}),
    ("每只约值【320元】", {"bound": "about"}),
    ("较2020年的【29例】增加8例", {"relation": "baseline", "period": "2020"}),
    ("活跃率41.5%（2020年：【38.9%】）", {"relation": "baseline", "period": "2020"}),
    ("入会率87.4%（上学年【79.9%】）", {"relation": "baseline"}),
    ("洪峰流量【4180立方米】每秒", {"relation": "per_unit"}),
    ("每名会员年交会费两元，学生会员【二角】", {"kind": "amount", "value": Decimal("0.2")}),
    ("每名会员年交【一元】", {"value": Decimal(1)}),
    ("向清水、白石、黄沙【三县】调运棉被", {"kind": "count", "unit": "县"}),
    ("普及率、知晓率由【26%】、31%升至52%、60%", {"relation": "baseline"}),
    ("服务由9个镇、【63个】村扩大到12个镇、105个村", {"relation": "baseline", "item": "村"}),
    ("服务由9个镇、63个村扩大到【12个】镇、105个村", {"relation": None, "item": "镇"}),
    ("会员【12人】、志愿者由30人增至50人", {"relation": None, "item": "会员"}),
    ("补贴标准为【100元】/人·月", {"relation": "per_unit"}),
    ("补贴标准为【100元】/人/月", {"relation": "per_unit"}),
    ("资助学生74名，其中高中生20名、小学生54名，合计发放【14.8万元】", {"relation": None}),
    ("募得血液1043袋，为去年的【1.3倍】", {"relation": None}),
    ("村集体收入31万元，比上年的22万元多【9万元】", {"change": "up"}),
    ("村集体收入31万元，比上年的【22万元】多9万元", {"bound": "exact", "relation": "baseline"}),
    ("改造提升食堂【13所】", {"change": None}),
    ("满意率同比升【2.1个百分点】", {"change": "up"}),
    ("人口自然增长率为【2.3‰】", {"change": None}),
    # plans: 将 and the like before a verb; who is told to; by when
    ("市里将翻修村道【7公里】", {"modality": "planned"}),
    ("中心将逐步添置担架【9副】", {"modality": "planned"}),
    ("将库存棉衣【80件】移交街道", {"modality": "actual"}),
    ("将复训间隔由18个月缩短到【12个月】", {"modality": "actual"}),
    ("将督查发现的【6个】隐患逐一销号", {"modality": "actual"}),
    ("将扶贫款【3万元】用在修路上", {"modality": "actual"}),
    ("争取劝募企业【15家】", {"modality": "planned"}),
    ("争取到配套物资【40箱】", {"modality": "actual"}),
    ("商会承诺资助孤儿【11名】", {"modality": "planned"}),
    ("公开承诺【8项】", {"modality": "actual"}),
    ("全年计划完成投资【260万元】，已完成190万元", {"modality": "planned"}),
    ("全年计划完成投资260万元，已完成【190万元】", {"modality": "actual"}),
    ("计划完成率【92%】", {"modality": "actual"}),
    ("年初预算【44万元】，决算41万元", {"modality": "planned"}),
    ("年初预算44万元，决算【41万元】", {"modality": "actual"}),
    ("圆满完成保障任务【19项】", {"modality": "actual"}),
    ("区里下达的任务【19项】正在办理", {"modality": "planned"}),
    ("制定授课计划【14份】", {"modality": "actual"}),
    ("拟制通知【14份】", {"modality": "actual"}),
    ("拟新建驿站【4个】", {"modality": "planned"}),
    ("年底前加装扶手【52户】", {"modality": "planned"}),
    ("通知要求各镇每季演练不少于【1次】", {"modality": "planned"}),
    ("按照市里统一要求，开展演练【2次】", {"modality": "actual"}),
    ("到“十五五”末，持证率达到【9%】", {"modality": "planned"}),
    ("2039年重点推进项目【13个】", {"modality": "planned"}),
    ("2039年1月12日走访老兵【13户】", {"modality": "actual"}),
    # what is compared, and what is no bound and no change
    ("今年接访33批，去年接访【41批】", {"relation": "baseline"}),
    ("今年接访33批，去年走访【41户】", {"relation": None}),
    ("全年接访33批，2020年同期为【41批】", {"relation": "baseline"}),
    ("窗口由【17个】整合为5个", {"relation": "baseline"}),
    ("入住率高达【97%】", {"bound": "exact"}),
    ("每人至少撰写体会【2篇】", {"bound": "over"}),
    ("礼堂最多可容纳【260人】", {"bound": "under"}),
    ("最多的村有【31户】", {"bound": "exact"}),
    ("快于全区平均增速【1.4个百分点】", {"change": None}),
    ("接待费比上年节约【2万元】", {"change": "down"}),
    ("年平均收入【4.6万元】", {"relation": "per_unit"}),
    ("年平均气温为【11摄氏度】", {"relation": None}),
    ("新建宿舍楼【3栋】", {"kind": "count", "unit": "栋"}),
    ("2人破【三项】区纪录", {"bound": "exact"}),
    ("报废率低于或者等于【2%】", {"bound": "under"}),
    ("线上捐款占了【三成】还多", {"bound": "over"}),
    ("标准由【5元】/份提高到6元/份", {"relation": "per_unit"}),
    ("单位产值能耗【0.41吨】/万元", {"relation": "per_unit"}),
    ("六、2022年安排\n①新建驿站3个\n②办赛【8场】，引进赛事两项", {"modality": "planned", "period": "2022"}),
    ("由2020年的30人增加到2039年的【50人】", {"modality": "actual"}),
    ("争取培训经费【12万元】", {"modality": "actual"}),
    ("三年来年均增长【14%】", {"modality": "actual"}),
    ("二、2022年打算\n驿站由目前的22个扩充到【30个】", {"modality": "planned"}),
    ("6、22年打算\n1）募集目标【90万元】", {"modality": "planned", "period": "2022"}),
    ("上线项目【5个】/参与210人次", {"relation": None}),
    ("会员单位：年初【96家】→年末118家", {"relation": "baseline"}),
    # a plan that is compared with, or of which a share was reached, plans nothing else
    ("会议费8万元，比年初预算10万元省下【2万元】", {"modality": "actual"}),
    ("达成预定目标的九成二，另有利息【9000元】", {"modality": "actual"}),
    ("六、2022年安排\n新建库房1座，总投资90万元（已到位【50万元】）", {"modality": "actual", "relation": "part_of"}),
    ("茶园建成后可带动【XX余户】农户增收", {"modality": "planned"}),
    ("增幅保持在【5%】以上", {"change": "up", "bound": "over"}),
    # a rate ends where something else is told; its shares are rates
    ("按每亩90元、核定面积【3.9万亩】兑付", {"relation": None}),
    ("人均收入1.2万元，增速8.1%，其中工资性【7000元】", {"relation": "per_unit"}),
    ("小学平均班额【41.8人】", {"relation": "per_unit"}),
    ("册均采购成本【14元】", {"relation": "per_unit"}),
    ("学校82所（不含教学点【6个】）", {"relation": None}),
    ("低保标准从【460元】调到510元", {"relation": "baseline"}),
    ("出具时间由【95分钟】压到48分钟", {"relation": "baseline"}),
    # 某 of a name hides no number
    ("施工队陈某【3.4万元】", {"status": "complete", "value": Decimal(34000)}),
    # a measure word left out
    ("工程由村民自筹【21万】，", {"kind": "amount", "unit": "CNY"}),
    ("服务人次突破【23万】，", {"kind": "count", "unit": "人次"}),
    ("常住人口达【8.4万】，", {"kind": "count", "unit": "人"}),
    ("减免殡葬费【38.2万】，", {"kind": "amount", "unit": "CNY"}),
    ("账面：收46.3万，支【41.9万】，结余另报", {"kind": "amount", "unit": "CNY"}),
    ("购买服务18万元（民政局【10万】+团委8万）", {"kind": "amount", "value": Decimal(100000)}),
    ("会费6.85万元；企业【15.45万】；公益日6万", {"kind": "amount", "unit": "CNY"}),
    ("会费6.85万元；企业15.45万；公益日【6万】", {"kind": "amount", "unit": "CNY"}),
    ("会费6.85万元，惠及【3万】", {"kind": "count"}),
    ("会员破【4000】；", {"kind": "count", "unit": "人"}),
]


@pytest.mark.parametrize(("marked", "wanted"), CASES)
def test_what_the_words_around_say(marked: str, wanted: dict[str, object]) -> None:
    """The fields of the figure in 【】."""
    text, ((start, end),) = spans(f"{TITLE}{marked}。")
    (figure,) = [f for f in extract(text).figures if (f.start, f.end) == (start, end)]
    assert {name: getattr(figure, name) for name in wanted} == wanted


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("收到某某公司捐赠", "name"),
        ("学生×××获救", "name"),
        ("教师○○○荣获表彰", "name"),
        ("XX处长、XX副处长到场", "name name"),  # a title or kin after it
        ("XX律师陪XX奶奶办证", "name name"),
        ("陪同的有县领导××、××和××等", "name name name"),  # what holds for one of a row holds for all
        ("XX、XX等三位获奖", "name name"),
        ("淹了XX、XX两个村", "name name"),
        ("XX捐款300元，由XX任组长，XX首先表态", "name name name"),  # what persons do
        ("主持人：XX　撰稿：XX", "name name"),
        ("会长  ○○○", "name"),
        ("XX诊所、XX税务所、XX志愿队到场", "name name name"),
        ("XX大学、XX人民政府", "name name"),
        ("开展XX大走访，举办XX学习班", "term term"),
        ("用XX、XX等办法", "term term"),
    ],
)
def test_hidden_names(text: str, what: str) -> None:
    """Persons, firms and places; another word."""
    assert " ".join(r.what for r in extract(text + "。").redactions) == what


def test_levels_of_formal_numerals() -> None:
    """壹、 stands over 一、: a plan under it holds for all of its items."""
    text = "民國109年度工作報告\n伍、110年工作計畫\n一、預計募款800萬元。\n二、送餐擴大到160位。\n"
    assert [(f.modality, f.period) for f in extract(text).figures if f.kind != "date"] == [("planned", "2021")] * 2


def test_a_date_line_is_not_joined() -> None:
    """The date that signs a report stays whole, though placeholders end the line before it."""
    text = "联系电话：XXX-XXXXXXX\n2023年X月X日\n"
    assert [f.text for f in extract(text).figures] == ["2023年X月X日"]


def test_simplified_keeps_its_length() -> None:
    """Offsets in the simplified text are those in the report."""
    text = "臺灣與廣東簽訂協議，訓練志工88名"
    assert len(simplified(text)) == len(text)
    assert simplified(simplified(text)) == simplified(text)


def test_a_fiscal_year() -> None:
    """What has no date is of both of its calendar years; a month is of the one it lies in."""
    figures = extract("海濱互助會2022/23年度年報\n派飯90盒。分店於10月及翌年2月開業。").figures
    assert [(f.text, f.period or str(f.value)) for f in figures] == [
        ("2022/23年度", "2022/2023"),
        ("90盒", "2022/2023"),
        ("10月", "2022-10"),
        ("翌年2月", "2023-02"),
    ]


def test_a_school_year() -> None:
    """Of 2023-2024学年, September to December are in the first year."""
    found = extract("青山中学红十字会2023-2024学年工作简报\n9月1日开学。3月5日义卖，募得善款300元。")

    assert [f.value for f in found.figures if f.kind == "date"] == ["2023/2024", "2023-09-01", "2024-03-05"]
    assert found.report.year == "2024"
