<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>confab::ConversationPane</name>
    <message numerus="yes">
        <source>All %Ln loaded rows are selected.</source>
        <translation>
            <numerusform>The one loaded row is selected.</numerusform>
            <numerusform>All %Ln loaded rows are selected.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln conversations are left out: their messages were not read since yesterday.</source>
        <translation>
            <numerusform>%Ln conversation is left out: its messages were not read since yesterday.</numerusform>
            <numerusform>%Ln conversations are left out: their messages were not read since yesterday.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln conversations are left out: their messages were not read yet.</source>
        <translation>
            <numerusform>%Ln conversation is left out: its messages were not read yet.</numerusform>
            <numerusform>%Ln conversations are left out: their messages were not read yet.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DeletionDialog</name>
    <message numerus="yes">
        <source>Delete %Ln conversations?</source>
        <translation>
            <numerusform>Delete %Ln conversation?</numerusform>
            <numerusform>Delete %Ln conversations?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln conversations</source>
        <translation>
            <numerusform>Delete %Ln conversation</numerusform>
            <numerusform>Delete %Ln conversations</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>confab::RemovedDialog</name>
    <message numerus="yes">
        <source>Erase %Ln conversations from this computer?</source>
        <translation>
            <numerusform>Erase %Ln conversation from this computer?</numerusform>
            <numerusform>Erase %Ln conversations from this computer?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Erase %Ln conversations</source>
        <translation>
            <numerusform>Erase %Ln conversation</numerusform>
            <numerusform>Erase %Ln conversations</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DialogPrompts</name>
    <message numerus="yes">
        <source>%Ln conversations are being deleted right now. What the server has deleted does not come back.</source>
        <translation>
            <numerusform>%Ln conversation is being deleted right now. What the server has deleted does not come back.</numerusform>
            <numerusform>%Ln conversations are being deleted right now. What the server has deleted does not come back.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln conversations that you deleted are still waiting for their ten seconds to pass. Nothing has been sent to the server yet.</source>
        <translation>
            <numerusform>%Ln conversation that you deleted is still waiting for its ten seconds to pass. Nothing has been sent to the server yet.</numerusform>
            <numerusform>%Ln conversations that you deleted are still waiting for their ten seconds to pass. Nothing has been sent to the server yet.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ErrorText</name>
    <message numerus="yes">
        <source>It asked for %Ln seconds; a new try waits until they are over.</source>
        <translation>
            <numerusform>It asked for %Ln second; a new try waits until it is over.</numerusform>
            <numerusform>It asked for %Ln seconds; a new try waits until they are over.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>confab::Notices</name>
    <message numerus="yes">
        <source>Deleting %Ln conversations</source>
        <translation>
            <numerusform>Deleting %Ln conversation</numerusform>
            <numerusform>Deleting %Ln conversations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>You are signed in again. %Ln conversations of the last deletion are left.</source>
        <translation>
            <numerusform>You are signed in again. %Ln conversation of the last deletion is left.</numerusform>
            <numerusform>You are signed in again. %Ln conversations of the last deletion are left.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>An earlier deletion did not finish. %Ln conversations are left.</source>
        <translation>
            <numerusform>An earlier deletion did not finish. %Ln conversation is left.</numerusform>
            <numerusform>An earlier deletion did not finish. %Ln conversations are left.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln conversations deleted</source>
        <translation>
            <numerusform>%Ln conversation deleted</numerusform>
            <numerusform>%Ln conversations deleted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln conversations deleted for good</source>
        <translation>
            <numerusform>%Ln conversation deleted for good</numerusform>
            <numerusform>%Ln conversations deleted for good</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message numerus="yes">
        <source>%Ln conversations were deleted.</source>
        <translation>
            <numerusform>%Ln conversation was deleted.</numerusform>
            <numerusform>%Ln conversations were deleted.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln were not deleted.</source>
        <translation>
            <numerusform>%Ln was not deleted.</numerusform>
            <numerusform>%Ln were not deleted.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln may or may not be deleted.</source>
        <translation>
            <numerusform>%Ln may or may not be deleted.</numerusform>
            <numerusform>%Ln may or may not be deleted.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln were not tried.</source>
        <translation>
            <numerusform>%Ln was not tried.</numerusform>
            <numerusform>%Ln were not tried.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>confab::StatusLine</name>
    <message numerus="yes">
        <source>The service asked for a pause: going on in %Ln seconds</source>
        <translation>
            <numerusform>The service asked for a pause: going on in %Ln second</numerusform>
            <numerusform>The service asked for a pause: going on in %Ln seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Connected · %Ln calls left this minute</source>
        <translation>
            <numerusform>Connected · %Ln call left this minute</numerusform>
            <numerusform>Connected · %Ln calls left this minute</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> · %Ln waiting</source>
        <translation>
            <numerusform> · %Ln waiting</numerusform>
            <numerusform> · %Ln waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>confab::SyncPart</name>
    <message numerus="yes">
        <source>Syncing: %Ln projects left</source>
        <translation>
            <numerusform>Syncing: %Ln project left</numerusform>
            <numerusform>Syncing: %Ln projects left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Syncing: %Ln calls left</source>
        <translation>
            <numerusform>Syncing: %Ln call left</numerusform>
            <numerusform>Syncing: %Ln calls left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln minutes</source>
        <translation>
            <numerusform>%Ln minute</numerusform>
            <numerusform>%Ln minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The archive on this computer is being filled; %Ln calls made. Whatever you click goes first. Press to pause.</source>
        <translation>
            <numerusform>The archive on this computer is being filled; %Ln call made. Whatever you click goes first. Press to pause.</numerusform>
            <numerusform>The archive on this computer is being filled; %Ln calls made. Whatever you click goes first. Press to pause.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RetentionText</name>
    <message numerus="yes">
        <source>Silent for more than %Ln days</source>
        <translation>
            <numerusform>Silent for more than %Ln day</numerusform>
            <numerusform>Silent for more than %Ln days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln liked answers</source>
        <translation>
            <numerusform>%Ln liked answer</numerusform>
            <numerusform>%Ln liked answers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln disliked answers</source>
        <translation>
            <numerusform>%Ln disliked answer</numerusform>
            <numerusform>%Ln disliked answers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln messages</source>
        <translation>
            <numerusform>%Ln message</numerusform>
            <numerusform>%Ln messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln kept for their names</source>
        <translation>
            <numerusform>%Ln kept for its name</numerusform>
            <numerusform>%Ln kept for their names</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln spoken in since %1</source>
        <translation>
            <numerusform>%Ln spoken in since %1</numerusform>
            <numerusform>%Ln spoken in since %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln kept for a liked answer</source>
        <translation>
            <numerusform>%Ln kept for a liked answer</numerusform>
            <numerusform>%Ln kept for a liked answer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln kept for a disliked answer</source>
        <translation>
            <numerusform>%Ln kept for a disliked answer</numerusform>
            <numerusform>%Ln kept for a disliked answer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln whose messages are not all known</source>
        <translation>
            <numerusform>%Ln whose messages are not all known</numerusform>
            <numerusform>%Ln whose messages are not all known</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln without a usable date</source>
        <translation>
            <numerusform>%Ln without a usable date</numerusform>
            <numerusform>%Ln without a usable date</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>confab::DryRunDialog</name>
    <message numerus="yes">
        <source>All %Ln that were found</source>
        <translation>
            <numerusform>The one that was found</numerusform>
            <numerusform>All %Ln that were found</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln conversations…</source>
        <translation>
            <numerusform>Delete %Ln conversation…</numerusform>
            <numerusform>Delete %Ln conversations…</numerusform>
        </translation>
    </message>
</context>
</TS>
