// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/exportchoices.h"

#include "core/filename.h"
#include "core/future.h"
#include "services/settings.h"
#include "ui/exporttext.h"
#include "ui/plaintext.h"
#include "ui/userprompts.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace confab {

using namespace Qt::StringLiterals;

namespace {

constexpr int scopeCount = 3;

QString ending(ExportFormat format)
{
    switch (format) {
    case ExportFormat::Html:
        return u".html"_s;
    case ExportFormat::Markdown:
        return u".md"_s;
    case ExportFormat::PlainText:
        return u".txt"_s;
    case ExportFormat::Csv:
        return u".csv"_s;
    case ExportFormat::Json:
        return u".json"_s;
    }
    return {};
}

bool isEnding(const QString &suffix)
{
    return u'.' + suffix == ending(ExportFormat::Html) || u'.' + suffix == ending(ExportFormat::Markdown) ||
           u'.' + suffix == ending(ExportFormat::PlainText) || u'.' + suffix == ending(ExportFormat::Csv) ||
           u'.' + suffix == ending(ExportFormat::Json);
}

/// A name that no file has yet.
QString freePath(const QString &folder, const QString &name, const QString &end)
{
    QString path = folder + u'/' + name + end;
    for (int number = 2; QFileInfo::exists(path) && number < 1000; ++number)
        path = u"%1/%2 (%3)%4"_s.arg(folder, name).arg(number).arg(end);
    return path;
}

} // namespace

ExportChoices::ExportChoices(Settings &settings, UserPrompts &prompts, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_prompts(prompts)
    , m_scopes(new QButtonGroup(this))
    , m_scopeRows(new QVBoxLayout)
    , m_format(new QComboBox(this))
    , m_copy(new QCheckBox(tr("From the lo&cal archive alone, without a call"), this))
    , m_sources(new QCheckBox(tr("Look up the &titles of sources"), this))
    , m_personal(new QCheckBox(tr("Include visitors' &IP addresses and browsers"), this))
    , m_raw(new QCheckBox(tr("&Raw cells: do not guard against formulas"), this))
    , m_mark(new QCheckBox(tr("Mark the file as &UTF-8 for spreadsheets"), this))
    , m_path(new QLineEdit(this))
    , m_browse(new QPushButton(tr("&Browse…"), this))
    , m_replace(plainLabel(u"exportReplace"_s, this))
    , m_note(plainLabel(u"exportNote"_s, this))
    , m_names(scopeCount)
{
    setObjectName(u"exportChoices"_s);
    auto *page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(8);
    build(*page);
    buildOptions(*page);
    buildFile(*page);
    showOptions();
}

void ExportChoices::build(QVBoxLayout &page)
{
    m_scopeRows->setSpacing(4);
    page.addLayout(m_scopeRows);
    connect(m_scopes, &QButtonGroup::idToggled, this, [this](int, bool on) {
        if (!on)
            return;
        suggestPath();
        emit scopeChanged();
    });
    auto *caption = plainLabel(u"exportFormatCaption"_s, this);
    caption->setText(tr("&Format"));
    caption->setBuddy(m_format);
    m_format->setObjectName(u"exportFormat"_s);
    m_format->setAccessibleName(tr("Format"));
    for (const ExportFormat format : {ExportFormat::Html, ExportFormat::Markdown, ExportFormat::PlainText,
                                      ExportFormat::Csv, ExportFormat::Json})
        m_format->addItem(exporttext::formatName(format), int(format));
    m_format->setCurrentIndex(m_format->findData(int(m_settings.exportOptions().format)));
    connect(m_format, &QComboBox::currentIndexChanged, this, [this] {
        showOptions();
        suggestPath();
        emit optionsChanged();
    });
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(caption);
    line->addWidget(m_format, 1);
    page.addSpacing(8);
    page.addLayout(line);
}

void ExportChoices::buildOptions(QVBoxLayout &page)
{
    const ExportOptions last = m_settings.exportOptions();
    m_sources->setObjectName(u"exportSources"_s);
    m_sources->setAccessibleName(tr("Look up the titles of sources"));
    m_sources->setChecked(last.lookUpSources);
    m_personal->setObjectName(u"exportPersonal"_s);
    m_personal->setAccessibleName(tr("Include visitors' IP addresses and browsers"));
    m_raw->setObjectName(u"exportRaw"_s);
    m_raw->setAccessibleName(tr("Raw cells: do not guard against formulas"));
    m_raw->setChecked(last.rawCells);
    m_mark->setObjectName(u"exportMark"_s);
    m_mark->setAccessibleName(tr("Mark the file as UTF-8 for spreadsheets"));
    m_mark->setChecked(last.byteOrderMark);
    m_copy->setObjectName(u"exportCopyAlone"_s);
    m_copy->setAccessibleName(tr("From the local archive alone, without a call"));
    m_copy->hide();
    connect(m_copy, &QCheckBox::toggled, m_sources, &QWidget::setDisabled);
    for (QCheckBox *box : {m_copy, m_sources, m_personal, m_raw, m_mark}) {
        page.addWidget(box, 0, Qt::AlignLeading);
        connect(box, &QCheckBox::toggled, this, &ExportChoices::optionsChanged);
    }
}

void ExportChoices::buildFile(QVBoxLayout &page)
{
    auto *caption = plainLabel(u"exportFileCaption"_s, this);
    caption->setText(tr("Fi&le"));
    caption->setBuddy(m_path);
    m_path->setObjectName(u"exportPath"_s);
    m_path->setAccessibleName(tr("File"));
    m_browse->setObjectName(u"exportBrowse"_s);
    m_browse->setAccessibleName(tr("Choose the file"));
    m_browse->setAutoDefault(false);
    m_replace->setWordWrap(true);
    m_replace->setText(tr("A file stands there already. It is replaced once the export is whole."));
    m_replace->hide();
    m_note->setWordWrap(true);
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(caption);
    line->addWidget(m_path, 1);
    line->addWidget(m_browse);
    page.addSpacing(8);
    page.addLayout(line);
    page.addWidget(m_replace);
    page.addSpacing(8);
    page.addWidget(m_note);
    page.addStretch();
    connect(m_path, &QLineEdit::textChanged, this, [this] {
        m_replace->setVisible(replaces());
        emit pathChanged();
    });
    connect(m_browse, &QPushButton::clicked, this, &ExportChoices::browse);
}

void ExportChoices::addScope(Scope scope, const QString &words, const QString &fileName)
{
    auto *button = new QRadioButton(plainCaption(words), this);
    button->setObjectName(u"exportScope%1"_s.arg(int(scope)));
    button->setAccessibleName(words);
    m_names[int(scope)] = safeFileName(fileName);
    m_scopeRows->addWidget(button);
    m_scopes->addButton(button, int(scope));
    if (m_scopes->buttons().size() == 1)
        button->setChecked(true);
}

void ExportChoices::setScopeWords(Scope scope, const QString &words)
{
    if (QAbstractButton *button = m_scopes->button(int(scope))) {
        button->setText(plainCaption(words));
        button->setAccessibleName(words);
    }
}

ExportChoices::Scope ExportChoices::scope() const
{
    return Scope(std::max(0, m_scopes->checkedId()));
}

ExportFormat ExportChoices::format() const
{
    return ExportFormat(m_format->currentData().toInt());
}

void ExportChoices::offerCopy(bool only)
{
    m_copy->show();
    m_copy->setChecked(only);
    m_copy->setEnabled(!only);
}

bool ExportChoices::usesCopy() const
{
    return m_copy->isChecked();
}

ExportOptions ExportChoices::options() const
{
    ExportOptions options;
    options.format = format();
    options.personalData = m_personal->isChecked();
    options.lookUpSources = m_sources->isChecked();
    options.rawCells = m_raw->isChecked();
    options.byteOrderMark = m_mark->isChecked();
    return options;
}

void ExportChoices::showOptions()
{
    const bool csv = format() == ExportFormat::Csv;
    m_raw->setVisible(csv);
    m_mark->setVisible(csv);
}

QString ExportChoices::path() const
{
    QString written = QDir::fromNativeSeparators(m_path->text().trimmed());
    if (written.startsWith("~/"_L1))
        written.remove(0, 2);
    return written.isEmpty() ? QString() : QDir::cleanPath(QDir::home().absoluteFilePath(written));
}

bool ExportChoices::replaces() const
{
    return QFileInfo(path()).isFile();
}

/// A path of the person's own stays, but for its ending, which goes with the format.
void ExportChoices::suggestPath()
{
    QString folder = m_settings.exportFolder();
    if (!QFileInfo(folder).isDir())
        folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    if (!QFileInfo(folder).isDir())
        folder = QDir::homePath();
    if (m_path->text() == m_suggested) {
        const QString name = m_names.at(int(scope()));
        m_suggested = QDir::toNativeSeparators(freePath(folder, name, ending(format())));
        m_path->setText(m_suggested);
        return;
    }
    const QFileInfo own(path());
    if (isEnding(own.suffix()))
        m_path->setText(
            QDir::toNativeSeparators(own.path() + u'/' + own.completeBaseName() + ending(format())));
}

void ExportChoices::browse()
{
    whenDone(m_prompts.whereToSave(path()), this, [this](const QString &chosen) {
        if (chosen.isEmpty())
            return;
        m_path->setText(QDir::toNativeSeparators(
            QFileInfo(chosen).suffix().isEmpty() ? chosen + ending(format()) : chosen));
    });
}

void ExportChoices::setNote(const QString &words)
{
    m_note->setText(words);
}

void ExportChoices::remember() const
{
    m_settings.setExportOptions(options());
    m_settings.setExportFolder(QFileInfo(path()).path());
}

QWidget *ExportChoices::focusTarget() const
{
    return m_scopes->checkedButton();
}

} // namespace confab
