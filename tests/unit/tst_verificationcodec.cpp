// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/codec.h"

#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

using State = Verification::State;

Q_DECLARE_METATYPE(Verification)

/// Replies of a form that nobody has documented: each one known to be expected by some client, and others.
class TestVerificationCodec : public QObject
{
    Q_OBJECT

private slots:
    void reads_data();
    void reads();
    void refusesWhatIsNoAnswer();
    void staysWithinBounds();
    void survivesDamage();
};

void TestVerificationCodec::reads_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<Verification>("expected");
    const auto row = [](const char *name, const QByteArray &body, const Verification &expected,
                        int status = 200) { QTest::newRow(name) << status << body << expected; };
    const Verification nothing;
    const Verification pending{State::Pending, {}, {}, {}};
    const auto known = [](const QList<Claim> &claims, std::optional<double> score = {},
                          const QString &json = {}) {
        return Verification{State::Known, claims, score, json};
    };
    const auto unknown = [](const QString &json) { return Verification{State::Unknown, {}, {}, json}; };
    const Claim plain{u"A"_s, {}, {}};

    row("202", R"({"data":{"claims":["A"]}})", pending, 202);
    row("202, empty", {}, pending, 202);
    row("202, a page", "<html>", pending, 202);
    row("says pending", R"({"status":"pending"})", pending);
    row("says processing inside", R"({"data":{"status":"Processing"},"status":"success"})", pending);
    row("null", R"({"data":null,"status":"success"})", nothing);
    row("no data", R"({"status":"success"})", nothing);
    row("empty list", R"({"data":[],"status":"success"})", nothing);
    row("empty object", R"({"data":{},"status":"success"})", nothing);
    row("empty text", R"({"data":" ","status":"success"})", nothing);
    row("empty body", {}, nothing);
    row("no claims", R"({"data":{"claims":[]},"status":"success"})", nothing);
    row("list in data", R"({"data":["A"],"status":"success"})", known({plain}));
    row("bare list", R"([{"text":"A","flagged":true}])", known({{u"A"_s, {}, true}}));
    row("claims in data", R"({"data":{"claims":[{"claim":"A","is_flagged":0,"source":"S"}]}})",
        known({{u"A"_s, u"S"_s, false}}));
    row("data in data", R"({"data":{"data":[{"text":"A","citation":{"title":"T","url":"https://x"}}]}})",
        known({{u"A"_s, u"T"_s, {}}}));
    row("claims without data", R"({"claims":[{"claim":"A","verified":false}],"status":"success"})",
        known({{u"A"_s, {}, true}}));
    row("null beside", R"({"data":[{"claim":"A","source":null,"flagged":null}]})", known({plain}));
    row("both", R"({"data":{"claims":["A"],"trust_score":87.5}})", known({plain}, 87.5));
    row("score", R"({"data":{"trust_score":87}})", known({}, 87));
    row("score as text", R"({"data":{"score":"0.5"}})", known({}, 0.5));
    row("score of nought", R"({"trust_score":0})", known({}, 0));
    row("a number alone", R"({"data":42})", known({}, 42));
    row("more than a score", R"({"data":{"score":5,"views":["Legal"]}})",
        known({}, 5, u"{\n    \"score\": 5,\n    \"views\": [\n        \"Legal\"\n    ]\n}"_s));
    row("more in a claim", R"({"data":[{"text":"A","weight":3}]})",
        known({plain}, {}, u"[\n    {\n        \"text\": \"A\",\n        \"weight\": 3\n    }\n]"_s));
    row("a claim that is none", R"({"data":[{"text":"A"},7]})",
        known({plain}, {}, u"[\n    {\n        \"text\": \"A\"\n    },\n    7\n]"_s));
    row("unknown object", R"({"data":{"verdict":"<b>ok</b>"},"status":"success"})",
        unknown(u"{\n    \"verdict\": \"<b>ok</b>\"\n}"_s));
    row("unknown text", R"({"data":"fine","status":"success"})", unknown(u"\"fine\""_s));
    row("unknown truth", R"({"data":true})", unknown(u"true"_s));
    row("score that is none", R"({"data":{"score":"high"}})", unknown(u"{\n    \"score\": \"high\"\n}"_s));
    row("NUL in a text", R"({"data":["a\u0000b"]})", known({{u"a\uFFFDb"_s, {}, {}}}));
}

void TestVerificationCodec::reads()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(Verification, expected);
    const Result<Verification> read = codec::readVerification(status, body);
    QVERIFY(read);
    QCOMPARE(read->json, expected.json);
    QCOMPARE(int(read->state), int(expected.state));
    QCOMPARE(*read, expected);
}

void TestVerificationCodec::refusesWhatIsNoAnswer()
{
    const Result<Verification> page = codec::readVerification(200, "<html>");
    QVERIFY(!page);
    QCOMPARE(page.error().kind, ErrorKind::BadResponse);
    const Result<Verification> said = codec::readVerification(
        200, R"({"status":"error","data":{"message":"You have exhausted your current query credits."}})");
    QVERIFY(!said);
    QCOMPARE(said.error().kind, ErrorKind::CreditsExhausted);
    const Result<Verification> failed =
        codec::readVerification(200, R"({"status":"failed","message":"No."})");
    QVERIFY(!failed);
    QCOMPARE(failed.error().serverMessage, u"No."_s);
}

void TestVerificationCodec::staysWithinBounds()
{
    QByteArray many = R"({"data":[)";
    for (int i = 0; i < 1000; ++i)
        many += R"("claim",)";
    many += "\"" + QByteArray(100'000, 'x') + "\"]}";
    const Result<Verification> read = codec::readVerification(200, many);
    QVERIFY(read);
    QCOMPARE(read->claims.size(), 200);
    QCOMPARE(read->json.size(), 32 * 1024 + 1); // With the sign that it is cut.
    const Result<Verification> one =
        codec::readVerification(200, R"({"data":[")" + QByteArray(100'000, 'x') + R"("]})");
    QVERIFY(one);
    QCOMPARE(one->claims.first().text.size(), 4001);
}

void TestVerificationCodec::survivesDamage()
{
    const QByteArray whole =
        R"({"data":{"claims":[{"claim":"A","is_flagged":0,"source":{"title":"T"}}],"trust_score":8},"status":"success"})";
    QVERIFY(codec::readVerification(200, whole));
    for (qsizetype length = 1; length < whole.size(); ++length)
        QVERIFY(!codec::readVerification(200, whole.first(length)));
    for (qsizetype at = 0; at < whole.size(); ++at) {
        for (const char with : {'"', '{', '\0', '\xff', '9'}) {
            QByteArray damaged = whole;
            damaged[at] = with;
            const Result<Verification> read = codec::readVerification(200, damaged);
            QVERIFY(read || !read.error().detail.isEmpty() || !read.error().serverMessage.isEmpty());
        }
    }
}

QTEST_APPLESS_MAIN(TestVerificationCodec)
#include "tst_verificationcodec.moc"
