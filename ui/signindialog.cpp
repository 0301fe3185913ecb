// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/signindialog.h"

#include "ui/errortext.h"
#include "ui/plaintext.h"
#include "ui/questiondialog.h"
#include "ui/theme.h"
#include "ui_signindialog.h"

#include <QAccessible>
#include <QEvent>
#include <QPushButton>
#include <QSignalBlocker>

namespace confab {

using namespace Qt::StringLiterals;

SignInDialog::SignInDialog(Session &session, QWidget *parent)
    : QDialog(parent), m_session(session), m_form(std::make_unique<Ui::SignInDialog>())
{
    m_form->setupUi(this);
    setObjectName(u"signInDialog"_s);
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    setUp();

    connect(m_form->key, &QLineEdit::textChanged, this, &SignInDialog::trimKey);
    connect(m_form->key, &QLineEdit::textChanged, this, &SignInDialog::checkInput);
    connect(m_form->address, &QLineEdit::textChanged, this, &SignInDialog::checkInput);
    connect(m_form->reveal, &QToolButton::toggled, this, [this](bool shown) {
        m_form->key->setEchoMode(shown ? QLineEdit::Normal : QLineEdit::Password);
    });
    connect(m_signIn, &QPushButton::clicked, this, &SignInDialog::submit);
    connect(m_form->buttons, &QDialogButtonBox::rejected, this, &SignInDialog::reject);

    connect(this, &SignInDialog::signInRequested, &session, &Session::signIn);
    connect(&session, &Session::stateChanged, this, &SignInDialog::onStateChanged);
    connect(&session, &Session::signInFailed, this, &SignInDialog::onFailed);
    checkInput();
    if (session.state() == Session::State::Expired)
        showMessage(tr("The server no longer accepts the key that was in use. What is on screen stays."),
                    true);
    else if (session.refusal())
        showError(*session.refusal());
}

SignInDialog::~SignInDialog() = default;

void SignInDialog::setUp()
{
    m_signIn = m_form->buttons->addButton(tr("Sign in"), QDialogButtonBox::ActionRole);
    m_signIn->setObjectName(u"signInButton"_s);
    m_signIn->setAccessibleName(tr("Sign in"));
    m_signIn->setDefault(true);
    m_form->buttons->button(QDialogButtonBox::Cancel)->setIcon({});
    m_form->reveal->setIcon(themedIcon(u"eye"_s));
    setPlainToolTip(m_form->reveal, tr("Show the key while it is typed"));
    setPlainToolTip(m_form->remember, tr("Otherwise the key is forgotten when you quit."));
    m_form->heading->setFont(QuestionDialog::headingFont(font()));
    m_form->intro->setMinimumWidth(fontMetrics().averageCharWidth() * 60);

    const QUrl address =
        m_session.serverAddress().isEmpty() ? defaultServerAddress() : m_session.serverAddress();
    m_form->address->setText(address.toString());
    showMessage({}, false);
    restyle();
    m_form->key->setFocus();
}

/// A key copied from a web page comes with blanks and line breaks around it.
void SignInDialog::trimKey(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed == text)
        return;
    const int lead = static_cast<int>(text.indexOf(trimmed));
    const int cursor = qBound(0, m_form->key->cursorPosition() - lead, static_cast<int>(trimmed.size()));
    const QSignalBlocker quiet(m_form->key);
    m_form->key->setText(trimmed);
    m_form->key->setCursorPosition(cursor);
}

void SignInDialog::checkInput()
{
    const Result<ApiKey> key = ApiKey::fromInput(m_form->key->text());
    const Result<QUrl> address = serverAddress(m_form->address->text());
    const Theme theme = Theme::of(palette());

    QString hint;
    if (!m_form->key->text().isEmpty() && !key)
        hint = tr("This cannot be a key: a key has only plain letters, digits and signs, and no blanks.");
    else if (key && !key->looksUsual())
        hint =
            tr("Keys usually look like 1234|abcd…, with a number first. You can try this one all the same.");
    m_form->keyHint->setText(hint);
    m_form->keyHint->setVisible(!hint.isEmpty());
    setTone(m_form->keyHint, key || m_form->key->text().isEmpty() ? theme.muted : theme.danger);

    const bool plain = address && address->scheme() == "http"_L1;
    m_form->addressHint->setText(
        !address ? tr("This cannot be the address. It begins with https://, as in %1.")
                       .arg(defaultServerAddress().toString())
        : plain ? tr("This server is on this computer; nothing is encrypted on the way.")
                : QString());
    m_form->addressHint->setVisible(!m_form->addressHint->text().isEmpty());
    setTone(m_form->addressHint, address ? theme.muted : theme.danger);
    m_signIn->setEnabled(!m_checking && key && address);
    fit();
}

void SignInDialog::submit()
{
    const Result<ApiKey> key = ApiKey::fromInput(m_form->key->text());
    const Result<QUrl> address = serverAddress(m_form->address->text());
    if (m_checking || !key || !address)
        return;
    setChecking(true);
    showMessage(tr("Checking the key…"), false);
    emit signInRequested(Credentials{*address, *key}, m_form->remember->isChecked());
}

void SignInDialog::onStateChanged(Session::State state)
{
    // Whoever brought it about: the keychain may answer while the person looks for the key.
    if (state == Session::State::SignedIn)
        accept();
}

void SignInDialog::onFailed(const Error &error)
{
    if (!m_checking)
        return;
    setChecking(false);
    showError(error);
    m_form->key->setFocus();
    m_form->key->selectAll();
}

void SignInDialog::showError(const Error &error)
{
    const ErrorText words = errorText(Operation::SignIn, error);
    showMessage(words.sentence + u' ' + words.hint, true);
}

void SignInDialog::setChecking(bool checking)
{
    m_checking = checking;
    for (QWidget *field : QList<QWidget *>{m_form->key, m_form->reveal, m_form->address, m_form->remember})
        field->setEnabled(!checking);
    if (checking)
        m_form->buttons->button(QDialogButtonBox::Cancel)->setFocus();
    checkInput();
}

void SignInDialog::showMessage(const QString &text, bool isError)
{
    m_messageIsError = isError;
    m_form->message->setText(text);
    m_form->message->setVisible(!text.isEmpty());
    m_form->messageIcon->setVisible(!text.isEmpty());
    restyle();
    fit();
    if (text.isEmpty())
        return;
    m_form->message->setAccessibleName(text);
    QAccessibleEvent alert(m_form->message, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

/// Words that wrap get the height they need; a dialog does not do that for its layout by itself.
void SignInDialog::fit()
{
    layout()->activate();
    const int wide = qMax(width(), layout()->totalMinimumSize().width());
    const int high = layout()->totalHeightForWidth(wide);
    resize(wide, qMax(height(), high));
}

void SignInDialog::reject()
{
    if (m_checking) {
        m_checking = false;
        m_session.cancelSignIn();
    }
    QDialog::reject();
}

void SignInDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (m_signIn && event->type() == QEvent::PaletteChange)
        restyle();
}

void SignInDialog::restyle()
{
    const Theme theme = Theme::of(palette());
    const int side = fontMetrics().height();
    m_form->reveal->setIconSize(QSize(side, side));
    m_form->messageIcon->setPixmap(tintedPixmap(m_messageIsError ? u"error"_s : u"info"_s, QSize(side, side),
                                                m_messageIsError ? theme.danger : theme.accent,
                                                devicePixelRatioF()));
}

void SignInDialog::setTone(QLabel *label, const QColor &colour)
{
    QPalette tone;
    tone.setColor(QPalette::WindowText, colour);
    label->setPalette(tone);
}

} // namespace confab
