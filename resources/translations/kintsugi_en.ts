<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
    <context>
        <name>Kintsugi</name>
        <message numerus="yes">
            <location filename="gui/batch_dialog.py" />
            <source>%n picture will be made.</source>
            <translation>
                <numerusform>%n picture will be made.</numerusform>
                <numerusform>%n pictures will be made.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="gui/batch_dialog.py" />
            <source>%n to look at</source>
            <translation>
                <numerusform>%n to look at</numerusform>
                <numerusform>%n to look at</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="gui/batch_setup.py" />
            <location filename="gui/train_dialog.py" />
            <source>%n photo</source>
            <translation>
                <numerusform>%n photo</numerusform>
                <numerusform>%n photos</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="gui/batch_setup.py" />
            <location filename="gui/compare_dialog.py" />
            <source>%n style</source>
            <translation>
                <numerusform>%n style</numerusform>
                <numerusform>%n styles</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="gui/closing.py" />
            <source>Save your work on %n picture?</source>
            <translation>
                <numerusform>Save your work on %n picture?</numerusform>
                <numerusform>Save your work on %n pictures?</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="gui/export_dialog.py" />
            <source>Replace %n file</source>
            <translation>
                <numerusform>Replace %n file</numerusform>
                <numerusform>Replace %n files</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="gui/hints.py" />
            <source>%n place looks wrong. Press {key} to see the worst.</source>
            <translation>
                <numerusform>%n place looks wrong. Press {key} to see it.</numerusform>
                <numerusform>%n places look wrong. Press {key} to see the worst.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="gui/hints.py" />
            <source>%n place looks wrong. See the worst.</source>
            <translation>
                <numerusform>%n place looks wrong. See it.</numerusform>
                <numerusform>%n places look wrong. See the worst.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="gui/history_rows.py" />
            <source>%n pixel changed outside the mask</source>
            <translation>
                <numerusform>%n pixel changed outside the mask</numerusform>
                <numerusform>%n pixels changed outside the mask</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="gui/jobs.py" />
            <source>about %n min left</source>
            <translation>
                <numerusform>about %n min left</numerusform>
                <numerusform>about %n min left</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="gui/jobs.py" />
            <source>about %n s left</source>
            <translation>
                <numerusform>about %n s left</numerusform>
                <numerusform>about %n s left</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="gui/problems_panel.py" />
            <source>%n place</source>
            <translation>
                <numerusform>%n place</numerusform>
                <numerusform>%n places</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="gui/session_files.py" />
            <source>%n more file</source>
            <translation>
                <numerusform>%n more file</numerusform>
                <numerusform>%n more files</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="gui/style_mix.py" />
            <source>Mix of %n style</source>
            <translation>
                <numerusform>Mix of %n style</numerusform>
                <numerusform>Mix of %n styles</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="gui/train_dialog.py" />
            <location filename="gui/train_form.py" />
            <source>%n picture</source>
            <translation>
                <numerusform>%n picture</numerusform>
                <numerusform>%n pictures</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="gui/train_form.py" />
            <source>At least %n picture.</source>
            <translation>
                <numerusform>At least %n picture.</numerusform>
                <numerusform>At least %n pictures.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="gui/train_form.py" />
            <source>“{folder}” needs at least %n picture.</source>
            <translation>
                <numerusform>“{folder}” needs at least %n picture.</numerusform>
                <numerusform>“{folder}” needs at least %n pictures.</numerusform>
            </translation>
        </message>
    </context>
</TS>
