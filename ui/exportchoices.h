// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exportvalues.h"

#include <QList>
#include <QWidget>

class QButtonGroup;
class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace confab {

class Settings;
class UserPrompts;

/// What the person chooses before an export: which conversations, which form, which file. Remembers the form
/// and the folder.
class ExportChoices : public QWidget
{
    Q_OBJECT

public:
    enum class Scope { Selected, Listed, OpenOne };

    ExportChoices(Settings &settings, UserPrompts &prompts, QWidget *parent);

    /// Offers it, with the words for it and the name that its file gets. The first one is chosen.
    void addScope(Scope scope, const QString &words, const QString &fileName);
    void setScopeWords(Scope scope, const QString &words);
    [[nodiscard]] Scope scope() const;
    /// Offers to take all of it from the archive; `only`: there is no choice.
    void offerCopy(bool only);
    [[nodiscard]] bool usesCopy() const;
    [[nodiscard]] ExportOptions options() const;
    /// Absolute; empty where nothing is written in its line.
    [[nodiscard]] QString path() const;
    /// A file stands there.
    [[nodiscard]] bool replaces() const;
    /// What it costs, or why not all can be had.
    void setNote(const QString &words);
    void remember() const;
    [[nodiscard]] QWidget *focusTarget() const;

signals:
    void scopeChanged();
    void optionsChanged();
    void pathChanged();

private:
    void build(QVBoxLayout &page);
    void buildOptions(QVBoxLayout &page);
    void buildFile(QVBoxLayout &page);
    void showOptions();
    void suggestPath();
    void browse();
    [[nodiscard]] ExportFormat format() const;

    Settings &m_settings;
    UserPrompts &m_prompts;
    QButtonGroup *m_scopes;
    QVBoxLayout *m_scopeRows;
    QComboBox *m_format;
    QCheckBox *m_copy;
    QCheckBox *m_sources;
    QCheckBox *m_personal;
    QCheckBox *m_raw;
    QCheckBox *m_mark;
    QLineEdit *m_path;
    QPushButton *m_browse;
    QLabel *m_replace;
    QLabel *m_note;
    QList<QString> m_names; ///< By scope.
    QString m_suggested;    ///< The path that was filled in; another one is the person's own.
};

} // namespace confab
