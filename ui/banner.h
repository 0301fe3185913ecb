// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QPointer>

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

class QBoxLayout;
class QHBoxLayout;
class QLabel;
class QProgressBar;
class QPushButton;
class QToolButton;

namespace confab {

class Clock;

/// Something to tell the person. Plain text.
struct Notice
{
    /// Pending: asked for and not done yet, as a deletion that can be undone; it carries no word before its
    /// text.
    enum class Kind { Info, Pending, Success, Warning, Error };

    struct Action
    {
        QString text; ///< "Undo", "Retry", … also the accessible name.
        std::function<void()> run;
        bool keepsOpen = false; ///< The notice stays ("Copy details").
    };

    struct Progress
    {
        int done = 0;
        int count = 0;
    };

    QString id; ///< A notice with the id of another takes its place.
    Kind kind = Kind::Info;
    QString text;
    QString hint;               ///< Quieter, after the text; may be empty.
    QList<Action> actions = {}; ///< At most two are shown.
    /// Stays until it is closed, an action is chosen, or withdraw(); else it goes after ten seconds, which
    /// stand still while the pointer or the focus is on it. An offer that ends at a given time (Undo) is
    /// lasting here and withdrawn by who knows the time.
    bool lasting = false;
    std::optional<Progress> progress = {};
    std::function<void()> dismissed = {}; ///< The person closed it.
};

/// The one place for notices, above the list. Shows the newest; a lasting one that is covered comes back.
/// What only tells (Info, Success) does not cover an offer that runs out (Pending): it waits under it.
class Banner : public QFrame
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds shownFor{10'000};

    explicit Banner(Clock &clock, QWidget *parent = nullptr);
    ~Banner() override;

    /// Putting new words into a notice that is on screen moves no focus.
    void post(const Notice &notice);
    void withdraw(const QString &id);
    void clear();

    /// The id of what is on screen; empty where nothing is.
    [[nodiscard]] QString current() const;
    [[nodiscard]] bool holds(const QString &id) const;

signals:
    void currentChanged(const QString &id);
    /// Told to assistive technology as an alert, in these words.
    void announced(const QString &words);

protected:
    bool event(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Entry
    {
        Notice notice;
        std::chrono::milliseconds left{0}; ///< Of a passing notice, when its time last stood still.
        std::chrono::milliseconds since{0};
        quint64 timer = 0; ///< Generation of its running time; 0 while it stands still.
    };

    void build();
    void startTime(Entry &entry);
    void stopTime(Entry &entry);
    void updateHold();
    void remove(const QString &id);
    void showNewest(bool announce);
    void fill(const Notice &notice, bool announce);
    void fillActions(const Notice &notice);
    void runAction(int index);
    void dismiss();
    void restyle();
    void reflow();
    void alignFirstLine();
    void giveFocusBack();
    [[nodiscard]] bool hasFocusInside() const;
    [[nodiscard]] Entry *find(const QString &id);
    [[nodiscard]] const Entry *top() const; ///< Null where there is none.

    Clock &m_clock;
    std::vector<Entry> m_entries; ///< Newest last.
    QString m_current;
    quint64 m_generation = 0;
    bool m_held = false;
    QPointer<QWidget> m_focusBefore;

    QBoxLayout *m_flow;
    QBoxLayout *m_words;
    QLabel *m_icon;
    QLabel *m_word;
    QLabel *m_text;
    QLabel *m_hint;
    QProgressBar *m_progress;
    QList<QPushButton *> m_buttons;
    QToolButton *m_close;
    QWidget *m_actions;
};

} // namespace confab
