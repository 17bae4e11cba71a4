; Per-user installer of dist\qingbei, made with Inno Setup 6 after packaging\build.py:
;   iscc /DVersion=0.1.0 packaging\windows\installer.iss
; The user's data lies elsewhere and is left alone when the program is removed.

#ifndef Version
  #define Version "0.1.0"
#endif
#define Name "清备"
#define Source "..\..\dist\qingbei"

[Setup]
AppId={{5E0C0F0B-6C0B-4A52-9C0E-2B7A64E2F1D3}
AppName={#Name}
AppVersion={#Version}
AppVerName={#Name} {#Version}
AppPublisher=清备 authors
VersionInfoVersion={#Version}
DefaultDirName={localappdata}\Programs\QingBei
DefaultGroupName={#Name}
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
OutputDir=..\..\dist
OutputBaseFilename=QingBei-{#Version}-setup
SetupIconFile=..\..\build\qingbei.ico
UninstallDisplayIcon={app}\qingbei.exe
UninstallDisplayName={#Name}
LicenseFile=..\..\LICENSE
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
CloseApplications=yes
ShowLanguageDialog=no

[Languages]
; Not every Inno Setup ships Simplified Chinese, so its texts stand below.
Name: "zh"; MessagesFile: "compiler:Default.isl"

[LangOptions]
zh.LanguageName=简体中文
zh.LanguageID=$0804
zh.DialogFontName=Microsoft YaHei UI
zh.WelcomeFontName=Microsoft YaHei UI

[Messages]
zh.SetupAppTitle=安装
zh.SetupWindowTitle=安装 - %1
zh.UninstallAppTitle=卸载
zh.UninstallAppFullTitle=卸载 %1
zh.ButtonBack=上一步(&B)
zh.ButtonNext=下一步(&N)
zh.ButtonInstall=安装(&I)
zh.ButtonOK=确定
zh.ButtonCancel=取消
zh.ButtonYes=是(&Y)
zh.ButtonNo=否(&N)
zh.ButtonFinish=完成(&F)
zh.ButtonBrowse=浏览(&B)…
zh.ButtonWizardBrowse=浏览(&R)…
zh.ClickNext=点击“下一步”继续，或点击“取消”退出安装。
zh.WizardLicense=许可
zh.LicenseLabel=继续之前，请阅读以下许可。
zh.LicenseLabel3=请阅读以下许可。接受后才能继续安装。
zh.LicenseAccepted=我接受(&A)
zh.LicenseNotAccepted=我不接受(&D)
zh.WizardSelectDir=选择安装位置
zh.SelectDirDesc=把 [name] 安装到哪里？
zh.SelectDirLabel3=[name] 将安装到以下文件夹。
zh.SelectDirBrowseLabel=点击“下一步”继续；要换一个文件夹，请点击“浏览”。
zh.DiskSpaceGBLabel=至少需要 [gb] GB 可用磁盘空间。
zh.DiskSpaceMBLabel=至少需要 [mb] MB 可用磁盘空间。
zh.WizardSelectTasks=选择附加任务
zh.SelectTasksDesc=还要做什么？
zh.SelectTasksLabel2=选择安装 [name] 时要做的附加任务，然后点击“下一步”。
zh.WizardReady=准备安装
zh.ReadyLabel1=可以开始安装 [name] 了。
zh.ReadyLabel2a=点击“安装”开始；要修改设置，请点击“上一步”。
zh.ReadyLabel2b=点击“安装”开始。
zh.ReadyMemoDir=安装位置：
zh.ReadyMemoTasks=附加任务：
zh.WizardPreparing=正在准备安装
zh.PreparingDesc=正在准备安装 [name]。
zh.WizardInstalling=正在安装
zh.InstallingLabel=正在安装 [name]，请稍候。
zh.FinishedHeadingLabel=[name] 安装完成
zh.FinishedLabelNoIcons=[name] 已安装。
zh.FinishedLabel=[name] 已安装，可从“开始”菜单打开。
zh.ClickFinish=点击“完成”退出安装。
zh.RunEntryExec=打开 %1
zh.ExitSetupTitle=退出安装
zh.ExitSetupMessage=安装尚未完成。现在退出，程序将不会安装。%n%n要退出吗？
zh.StatusExtractFiles=正在解压文件…
zh.StatusCreateIcons=正在建立快捷方式…
zh.StatusUninstalling=正在卸载 %1…
zh.ConfirmUninstall=要卸载 %1 吗？您的数据文件夹会保留。
zh.UninstalledAll=%1 已卸载。您的数据文件夹仍然保留。
zh.ApplicationsFound=以下程序正在使用要更新的文件。建议允许安装程序关闭它们。
zh.CloseApplications=自动关闭这些程序(&A)
zh.DontCloseApplications=不关闭这些程序(&D)

[Tasks]
Name: "desktopicon"; Description: "在桌面建立快捷方式"

[InstallDelete]
; An update leaves nothing of the version before.
Type: filesandordirs; Name: "{app}\_internal"
Type: filesandordirs; Name: "{app}\licenses"

[Files]
Source: "{#Source}\*"; DestDir: "{app}"; Flags: recursesubdirs createallsubdirs ignoreversion

[Icons]
Name: "{autoprograms}\{#Name}"; Filename: "{app}\qingbei.exe"
Name: "{autodesktop}\{#Name}"; Filename: "{app}\qingbei.exe"; Tasks: desktopicon

[Run]
Filename: "{app}\qingbei.exe"; Description: "打开 {#Name}"; Flags: nowait postinstall skipifsilent
