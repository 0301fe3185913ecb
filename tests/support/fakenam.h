// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QPointer>
#include <QUrl>

#include <chrono>
#include <functional>
#include <memory>

namespace confab {

/// A reply made up by a test. It takes its steps one after the other from the event loop.
class FakeReply : public QNetworkReply
{
    Q_OBJECT

public:
    struct Script
    {
        int status = 200;
        QList<QPair<QByteArray, QByteArray>> headers = {{"Content-Type", "application/json"}};
        QByteArray body = {};
        QNetworkReply::NetworkError error = QNetworkReply::NoError; ///< At the end.
        qsizetype stopAfter = -1;                                   ///< Bytes of the body that come; -1: all.
        bool hangs = false;                                         ///< Never finishes.
        std::chrono::milliseconds delay{0};                         ///< Before the header.
    };

    FakeReply(QNetworkAccessManager::Operation operation, const QNetworkRequest &request, Script script,
              QObject *parent);

    void abort() override;
    [[nodiscard]] qint64 bytesAvailable() const override;
    [[nodiscard]] bool isSequential() const override { return true; }

protected:
    qint64 readData(char *data, qint64 maxSize) override;

private:
    void sendHeader();
    void sendBody();
    void end(QNetworkReply::NetworkError error);

    Script m_script;
    QByteArray m_ready;
};

/// A network manager that answers as a test says, or really asks the network where the test says nothing. On
/// every request it fails the running test unless
/// - a DELETE goes to one conversation and nothing else,
/// - the key goes to the configured origin alone,
/// - redirects are manual, there is a transfer timeout, HTTP/2 and cookies are off,
/// - the body of a POST or PUT cannot be rewound, so that Qt cannot send it twice.
class FakeNam : public QNetworkAccessManager
{
    Q_OBJECT

public:
    /// Returns nothing to let the request go to the network.
    using Answer = std::function<QNetworkReply *(Operation, const QNetworkRequest &, QIODevice *body)>;

    /// Without an address it is the one of the first request that bears a key.
    explicit FakeNam(const QUrl &base = {}, QObject *parent = nullptr)
        : QNetworkAccessManager(parent), m_base(base)
    {
    }

    Answer answer;
    std::function<void(QNetworkReply *)> onReply; ///< Sees each reply as soon as there is one.
    int count = 0;
    QList<QNetworkRequest> requests;
    QList<QPointer<QNetworkReply>> replies;

    /// For a test of the checks themselves: what is wrong with a request, or nothing.
    [[nodiscard]] QString complaint(Operation operation, const QNetworkRequest &request,
                                    const QIODevice *body) const;

    [[nodiscard]] QNetworkReply *reply(Operation operation, const QNetworkRequest &request,
                                       FakeReply::Script script)
    {
        return new FakeReply(operation, request, std::move(script), this);
    }

protected:
    QNetworkReply *createRequest(Operation operation, const QNetworkRequest &request,
                                 QIODevice *body) override;

private:
    QUrl m_base;
};

} // namespace confab
