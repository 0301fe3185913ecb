// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/session.h"

#include <QDialog>

#include <memory>

class QLabel;
class QPushButton;

namespace Ui {
class SignInDialog;
}

namespace confab {

/// Asks for an API key and has the session check it. Open it with open(); it closes itself once signed in.
/// Faults are shown beside what they are about; cancelling while the key is being checked leaves things as
/// they were.
class SignInDialog : public QDialog
{
    Q_OBJECT

public:
    explicit SignInDialog(Session &session, QWidget *parent = nullptr);
    ~SignInDialog() override;

    void reject() override;

signals:
    /// For the session alone.
    void signInRequested(const confab::Credentials &credentials, bool remember);

protected:
    void changeEvent(QEvent *event) override;

private:
    void setUp();
    void submit();
    void checkInput();
    void trimKey(const QString &text);
    void setChecking(bool checking);
    void showMessage(const QString &text, bool isError);
    void showError(const Error &error);
    void fit();
    void onStateChanged(Session::State state);
    void onFailed(const Error &error);
    void restyle();
    void setTone(QLabel *label, const QColor &colour);

    Session &m_session;
    std::unique_ptr<Ui::SignInDialog> m_form;
    QPushButton *m_signIn = nullptr;
    bool m_checking = false;
    bool m_messageIsError = false;
};

} // namespace confab
