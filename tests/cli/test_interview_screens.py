"""The interview on a terminal of 80 by 24, line for line, in the three languages."""

from __future__ import annotations

from shutil import which

import pytest

from tests.program import COMMAND, run_here
from tests.terminal import Tmux

pytestmark = [
    pytest.mark.slow,
    pytest.mark.terminal,
    pytest.mark.skipif(which("tmux") is None, reason="needs tmux on the PATH: apt-get install tmux"),
]
LANGUAGES = ("en", "zh-Hans", "zh-Hant")

OPENING = {
    "en": """
Shenzhen's AI subsidies, as of 28 November 2026. A few questions, no network.
Esc goes back, Ctrl-C leaves; nothing is saved unless you ask.

? What kind of applicant are you?
  arrows, Enter; letters filter
 > Start-up
   Small or medium-sized enterprise
   Large enterprise
   University or college
   Research institute
   Public institution
   Industry body
   Individual
   Bank
   I don't know
""",
    "zh-Hans": """
深圳人工智能资助测算，基准日：2026年11月28日。只问几个问题，不联网。
Esc 返回上一题，Ctrl-C 退出；未经要求，不保存任何内容。

? 申请人属于哪一类？
  方向键选择，回车确认；输入文字可筛选
 > 初创企业
   中小企业
   大型企业
   高等院校
   科研机构
   事业单位
   行业组织
   个人
   银行
   不清楚
""",
    "zh-Hant": """
深圳人工智能資助估算，基準日：2026年11月28日。只問幾個問題，不上網。
Esc 返回上一題，Ctrl-C 離開；未經要求，不儲存任何內容。

? 申請人屬於哪一類？
  方向鍵選擇，Enter 確認；輸入文字可篩選
 > 初創企業
   中小企業
   大型企業
   高等院校
   科研機構
   事業單位
   行業組織
   個人
   銀行
   不清楚
""",
}
CATEGORIES = {
    "en": """
? What kind of applicant are you?  Start-up
? What do you want support for?
  Space to choose several, Enter to go on; letters filter
  Compute, models, corpora
 > [ ] Training a large model on rented compute
   [ ] Running a large model (inference) on rented compute
   [ ] Buying model services for an application or agent
   [ ] Buying corpus data
  Applications and robots
   [ ] AI product in an open government scene
  Research and development
   [ ] National AI open competition (Jiebang) task
  Laboratories, centres, platforms
   [ ] City key laboratory
   [ ] Manufacturing innovation centre for AI or robots
  more below: filing, talent, finance; I don't know
""",
    "zh-Hans": """
? 申请人属于哪一类？  初创企业
? 为哪些事项申请资助？（可多选）
  空格键勾选，回车继续；输入文字可筛选
  算力、模型、语料
 > [ ] 租用算力训练大模型
   [ ] 租用算力进行大模型推理
   [ ] 购买模型服务开发应用或智能体
   [ ] 购买语料
  应用与机器人
   [ ] 政务开放场景应用
  科研
   [ ] 国家人工智能揭榜挂帅任务
  实验室、中心、平台
   [ ] 市重点实验室
   [ ] 人工智能或机器人制造业创新中心
  下面还有：备案与标准、人才、金融；不清楚
""",
    "zh-Hant": """
? 申請人屬於哪一類？  初創企業
? 想就哪些事項申請資助？（可多選）
  空格鍵勾選，Enter 繼續；輸入文字可篩選
  算力、模型、語料
 > [ ] 租用算力訓練大模型
   [ ] 租用算力進行大模型推理
   [ ] 購買模型服務開發應用或智能體
   [ ] 購買語料
  應用與機器人
   [ ] 政務開放場景應用
  科研
   [ ] 國家人工智能揭榜掛帥任務
  實驗室、中心、平台
   [ ] 市重點實驗室
   [ ] 人工智能或機器人製造業創新中心
  下面還有：備案與標準、人才、金融；不清楚
""",
}
AMOUNT = {
    "en": """
? What kind of applicant are you?  Start-up
? What do you want support for?  Training a large model on rented compute
Possible total so far: 0 to 10,000,000 yuan
? Compute contract amount, in yuan?
  such as 8,000,000 or 800万; ? if you don't know
""",
    "zh-Hans": """
? 申请人属于哪一类？  初创企业
? 为哪些事项申请资助？（可多选）  租用算力训练大模型
目前可能的合计：0至1000万元
? 算力服务合同金额是多少元？
  例如 800万 或 8,000,000；不清楚请输入 ?
""",
    "zh-Hant": """
? 申請人屬於哪一類？  初創企業
? 想就哪些事項申請資助？（可多選）  租用算力訓練大模型
目前可能的合計：0至1000萬元
? 算力服務合約金額是多少元？
  例如 800萬 或 8,000,000；不清楚請輸入 ?
""",
}
ASKED_BACK = {
    "en": """
  800
? 800 yuan, or 800万?
 > 800万 = 8,000,000 yuan
   800 yuan
   Type it again
""",
    "zh-Hans": """
  800
? 是800元，还是800万元？
 > 800万元（8,000,000元）
   800元
   重新输入
""",
    "zh-Hant": """
  800
? 是800元，還是800萬元？
 > 800萬元（8,000,000元）
   800元
   重新輸入
""",
}
ANOTHER = {
    "en": """
? Compute contract amount, in yuan?  8,000,000 (800万)
Possible total so far: 4,800,000 yuan; nothing is open to apply for
? Another compute contract of this year?
  arrows, Enter; letters filter
 > No, that is all
   Yes, one more
""",
    "zh-Hans": """
? 算力服务合同金额是多少元？  8,000,000元（800万元）
目前可能的合计：480万元；没有正在受理的资助项目
? 今年还有其他算力合同吗？
  方向键选择，回车确认；输入文字可筛选
 > 没有
   有
""",
    "zh-Hant": """
? 算力服務合約金額是多少元？  8,000,000元（800萬元）
目前可能的合計：480萬元；沒有接受申請中的資助項目
? 今年還有其他算力合約嗎？
  方向鍵選擇，Enter 確認；輸入文字可篩選
 > 沒有
   有
""",
}
DISTRICT = {
    "en": """
? Another compute contract of this year?  No, that is all
Possible total so far: 4,800,000 yuan; nothing is open to apply for
? In which district are you registered?
  Space to choose several (add the zone if you are in one), Enter to go on
  These pay for compute, too
 > [ ] Guangming
   [ ] Longhua
   [ ] Longgang
   [ ] Another district or zone (changes nothing here)
   I don't know
""",
    "zh-Hans": """
? 今年还有其他算力合同吗？  没有
目前可能的合计：480万元；没有正在受理的资助项目
? 企业注册在哪个区？
  空格键勾选（位于前海、河套、深汕的一并选择），回车继续
  这些区另有算力资助
 > [ ] 光明区
   [ ] 龙华区
   [ ] 龙岗区
   [ ] 其他区（不影响结果）
   不清楚
""",
    "zh-Hant": """
? 今年還有其他算力合約嗎？  沒有
目前可能的合計：480萬元；沒有接受申請中的資助項目
? 企業註冊在哪個區？
  空格鍵勾選（位於前海、河套、深汕的一併選擇），Enter 繼續
  這些區另設算力資助
 > [ ] 光明區
   [ ] 龍華區
   [ ] 龍崗區
   [ ] 其他區（不影響結果）
   不清楚
""",
}
ANSWER = {
    "en": """
Start-up · training a large model · compute contract 8,000,000 yuan
As of 28 November 2026

Nothing is open to apply for. By the terms: up to 4,800,000 yuan.

Programme                  Up to, yuan  Apply
Training voucher (训力券)    4,800,000  closed on 5 Jun 2026, next not known
  60% of 8,000,000. The terms expire on 24 December 2026.
  4,000,000 if public money may pay no more than half of a contract (disputed).
Within reach                         0
By the terms                 4,800,000

In question  District: Guangming, Longhua, Longgang pay as well.
Assumed      Under 12 months old; provider on the city's register; 2 more.
Evidence     Second-hand: the guide of 2026 was not seen in full.
Upper limits, not promises: the authority's terms and budget decide.

? What next? (arrows, Enter; Esc leaves)
 > Add the district
   Explain the training voucher
   Change or add an answer
   Compare with another case
   Save, or write a report
   Leave
""",
    "zh-Hans": """
初创企业，租用算力训练大模型，算力合同800万元
基准日：2026年11月28日

没有正在受理的资助项目。按条款，最高480万元。

资助项目  最高（万元）  申报时间
训力券             480  2026年6月5日已截止，未查得下一批申报
  800万元的60%。条款2026年12月24日到期。
  如各级财政资助累计不超过合同额的50%，为400万元（有争议）。
仍可申报             0
按条款             480

尚不确定  注册所在区：光明区、龙华区、龙岗区另有资助。
假定      成立不满12个月；算力服务商在市服务机构库内；另有2项。
依据      二手资料：2026年指南未见全文。
以上为最高金额，不代表一定获得；以主管部门公布的条款和预算为准。

? 下一步？（方向键选择，回车确认，Esc 退出）
 > 补充注册所在区
   查看训力券的条件与算法
   修改或补充回答
   与另一种情况比较
   保存企业资料或生成报告
   退出
""",
    "zh-Hant": """
初創企業，租用算力訓練大模型，算力合約800萬元
基準日：2026年11月28日

沒有接受申請中的資助項目。按條款，最高480萬元。

資助項目  最高（萬元）  申請期
訓力券             480  2026年6月5日已截止，未查得下一輪申請
  800萬元的60%。條款於2026年12月24日屆滿。
  如各級財政資助累計不超過合約額的50%，為400萬元（有爭議）。
仍可申請             0
按條款             480

尚未確定  註冊所在區：光明區、龍華區、龍崗區另設資助。
假定      成立未滿12個月；算力服務商已列入市服務機構庫；另有2項。
依據      二手資料：2026年指南未見全文。
以上為最高金額，不代表必定獲得；以主管部門公布的條款及預算為準。

? 下一步？（方向鍵選擇，Enter 確認，Esc 離開）
 > 補充註冊所在區
   查看訓力券的條件與計算
   更改或補充答案
   與另一情況比較
   儲存企業資料或製作報告
   離開
""",
}
SECOND = {
    "en": """
? Compute contract amount, in yuan?  15,000,000 (1500万)
? Another compute contract of this year?  Yes, one more
Possible total so far: 7,500,000 to 10,000,000 yuan
? Contract B: Compute contract amount, in yuan?
  such as 8,000,000 or 800万; ? if you don't know
""",
    "zh-Hans": """
? 算力服务合同金额是多少元？  15,000,000元（1500万元）
? 今年还有其他算力合同吗？  有
目前可能的合计：750至1000万元
? 合同B：算力服务合同金额是多少元？
  例如 800万 或 8,000,000；不清楚请输入 ?
""",
    "zh-Hant": """
? 算力服務合約金額是多少元？  15,000,000元（1500萬元）
? 今年還有其他算力合約嗎？  有
目前可能的合計：750至1000萬元
? 合約B：算力服務合約金額是多少元？
  例如 800萬 或 8,000,000；不清楚請輸入 ?
""",
}
TOGETHER = {
    "en": """
? Contract B: Compute contract amount, in yuan?  12,000,000 (1200万)
2 compute contracts, 27,000,000 yuan together; so far up to 10,000,000 yuan
? In which district are you registered?
""",
    "zh-Hans": """
? 合同B：算力服务合同金额是多少元？  12,000,000元（1200万元）
2份算力合同，共2700万元；目前最高1000万元
? 企业注册在哪个区？
""",
    "zh-Hant": """
? 合約B：算力服務合約金額是多少元？  12,000,000元（1200萬元）
2份算力合約，共2700萬元；目前最高1000萬元
? 企業註冊在哪個區？
""",
}
BACK = """
? What kind of applicant are you?  (back; was: Start-up)
 > Start-up
   Small or medium-sized enterprise
   Large enterprise
   University or college
   Research institute
   Public institution
   Industry body
   Individual
   Bank
   I don't know
"""
WRONG = """
? Compute contract amount, in yuan?
  'about 8m' is not an amount. Try 8,000,000 or 800万; ? if you don't know
  about 8m
"""
LEFT = """
? What kind of applicant are you?  Start-up
? What do you want support for?  Training a large model on rented compute
^C
Left. To go on from here:
  szsubsidy estimate --company-type startup --project-category model-training --
as-of 2026-11-28
exit code 130
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_questions_and_the_answer_stand_as_they_are_drawn(language: str) -> None:
    with Tmux(f"{COMMAND} --as-of 2026-11-28 --lang {language}") as terminal:
        for frame, keys in (
            (OPENING, ["Enter"]),
            (CATEGORIES, ["Enter"]),
            (AMOUNT, ["800", "Enter"]),
            (ASKED_BACK, ["Enter"]),
            (ANOTHER, ["Enter"]),
            (DISTRICT, ["Up", "Enter"]),
        ):
            terminal.wait(frame[language])
            terminal.send(*keys)
        terminal.wait(ANSWER[language])
        assert len(ANSWER[language].strip("\n").split("\n")) == len(terminal.lines())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_second_contract_is_asked_for_and_the_sum_stands_above_the_next_question(language: str) -> None:
    yes = {"en": "yes", "zh-Hans": "有", "zh-Hant": "有"}[language]
    with Tmux(f"{COMMAND} --as-of 2026-05-20 --lang {language}") as terminal:
        for frame, line, keys in (
            (OPENING, -1, ["Down", "Enter"]),
            (CATEGORIES, -1, ["Enter"]),
            (AMOUNT, -1, ["1500万", "Enter"]),
            (ANOTHER, 2, [yes, "Enter"]),
        ):
            terminal.wait_for(frame[language].strip("\n").splitlines()[line])
            terminal.send(*keys)
        terminal.wait(SECOND[language])
        terminal.send("1200万", "Enter")
        terminal.wait_for(TOGETHER[language].strip().splitlines()[-1])
        assert TOGETHER[language] in "\n".join(terminal.lines()) + "\n"
        terminal.send("Escape")
        terminal.wait_for("  12000000")


def test_an_error_stands_where_the_hint_stood_and_esc_goes_back() -> None:
    with Tmux(f"{COMMAND} --as-of 2026-11-28") as terminal:
        terminal.wait(OPENING["en"])
        terminal.send("Enter")
        terminal.wait(CATEGORIES["en"])
        terminal.send("Escape")
        terminal.wait(BACK)
        terminal.send("Enter")
        terminal.wait(CATEGORIES["en"])
        terminal.send("Enter")
        terminal.wait(AMOUNT["en"])
        terminal.send("about 8m", "Enter")
        terminal.wait(WRONG)
        terminal.send("C-c")
        terminal.wait(LEFT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_verdict_is_seen_above_the_menu_with_two_programmes_too(language: str) -> None:
    """Whoever presses Enter alone is in Guangming: its page is longer, and the menu gives way."""
    facts = "--company-type startup --project-category model-training --compute-contract 800万 --district guangming"
    alone = run_here("estimate", *facts.split(), "--as-of", "2026-11-28", "--lang", language).stdout
    verdict = alone.split("\n\n")[1]
    with Tmux(f"{COMMAND} --as-of 2026-11-28 --lang {language}") as terminal:
        for frame, keys in (
            (OPENING, ["Enter"]),
            (CATEGORIES, ["Enter"]),
            (AMOUNT, ["800万", "Enter"]),
            (ANOTHER, ["Enter"]),
            (DISTRICT, ["Enter"]),
        ):
            terminal.wait(frame[language])
            terminal.send(*keys)
        question = {"en": "? What next? (", "zh-Hans": "? 下一步？（", "zh-Hant": "? 下一步？（"}[language]
        terminal.wait_for(question)
        shown = "\n".join(terminal.lines())
        assert f"\n{verdict}\n" in f"\n{shown}"
        assert shown.index(verdict) < shown.index(question)
