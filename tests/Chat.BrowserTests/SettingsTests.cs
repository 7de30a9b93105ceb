using System.Text.Json;
using System.Text.RegularExpressions;
using Chat.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests;

/// <summary>What people set about themselves, and that it holds on their other devices.</summary>
public sealed partial class SettingsTests(ChatSystem chat, Chromium chromium)
{
    const string NewPassword = "a much better one";

    [Fact]
    public async Task A_profile_is_changed_and_kept()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        var page = ada.Page;
        await page.GotoAsync("/settings/profile/");
        await Expect(page.GetByTestId("save-profile")).ToBeDisabledAsync();
        await page.GetByTestId("display-name").FillAsync("Ada Lovelace");
        await page.GetByTestId("about").FillAsync("Numbers, mostly.");
        // By keyboard alone.
        await page.GetByTestId("time-zone").FocusAsync();
        await page.Keyboard.TypeAsync("new york");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByTestId("time-zone")).ToHaveValueAsync("New York, America");
        await page.GetByTestId("email").FillAsync($"{ada.Username}@example.org");
        await Expect(page.GetByTestId("save-profile")).ToBeDisabledAsync();
        await page.GetByTestId("profile-password").FillAsync("not this one");
        await page.GetByTestId("save-profile").ClickAsync();
        await Expect(page.GetByTestId("profile")).ToContainTextAsync("That is not your password.");
        await page.GetByTestId("profile-password").FillAsync(ChatUser.Password);
        await page.GetByTestId("save-profile").ClickAsync();
        await Expect(page.GetByTestId("profile").GetByRole(AriaRole.Status)).ToHaveTextAsync("Saved");

        await page.ReloadAsync();
        await Expect(page.GetByTestId("display-name")).ToHaveValueAsync("Ada Lovelace");
        await Expect(page.GetByTestId("about")).ToHaveValueAsync("Numbers, mostly.");
        await Expect(page.GetByTestId("time-zone")).ToHaveValueAsync("New York, America");
        await Expect(page.GetByTestId("email")).ToHaveValueAsync($"{ada.Username}@example.org");
        await page.GotoAsync("/");
        await Expect(page.GetByTestId("account-menu")).ToContainTextAsync("Ada Lovelace");
    }

    [Fact]
    public async Task A_new_name_is_seen_at_once_on_ones_other_devices()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.CreateSessionAsync("Home");
        await using var phone = await ada.OnAnotherDeviceAsync(chromium.Browser);
        // Connected: what is said comes.
        await phone.OpenSessionAsync("Home");
        await ada.SayAsync("hello");
        await Expect(phone.Message("hello")).ToBeVisibleAsync();

        await ada.Page.GotoAsync("/settings/profile/");
        await ada.Page.GetByTestId("display-name").FillAsync("Ada Lovelace");
        await ada.Page.GetByTestId("save-profile").ClickAsync();
        await Expect(phone.Page.GetByTestId("account-menu")).ToContainTextAsync("Ada Lovelace");
    }

    [Fact]
    public async Task A_picture_is_shown_before_it_is_taken_and_can_be_removed()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        var page = ada.Page;
        await page.GotoAsync("/settings/profile/");
        var picture = page.GetByTestId("avatar-setting").Locator("img");
        await Expect(page.GetByTestId("pick-avatar")).ToBeVisibleAsync();
        await Expect(picture).ToHaveCountAsync(0);

        await page.GetByTestId("avatar-file").SetInputFilesAsync(new FilePayload { Name = "me.txt", MimeType = "text/plain", Buffer = "no"u8.ToArray() });
        await Expect(page.GetByTestId("avatar-setting").GetByRole(AriaRole.Alert)).ToContainTextAsync("Choose a PNG, JPEG");

        await page.GetByTestId("avatar-file").SetInputFilesAsync(new FilePayload { Name = "me.png", MimeType = "image/png", Buffer = await page.ScreenshotAsync() });
        await Expect(picture).ToHaveAttributeAsync("src", new Regex("^blob:"));
        await page.GetByTestId("save-avatar").ClickAsync();
        await Expect(picture).ToHaveAttributeAsync("src", new Regex("^/api/users/"));
        await Expect(picture).ToHaveJSPropertyAsync("naturalWidth", 256);

        await page.GotoAsync("/");
        await Expect(page.GetByTestId("account-menu").Locator("img")).ToHaveJSPropertyAsync("naturalWidth", 256);
        await page.GotoAsync("/settings/profile/");
        await page.GetByTestId("remove-avatar").ClickAsync();
        await Expect(picture).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await Expect(page.GetByTestId("pick-avatar")).ToHaveTextAsync("Choose a picture");
    }

    [Fact]
    public async Task A_new_password_signs_the_other_devices_out()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var phone = await ada.OnAnotherDeviceAsync(chromium.Browser);
        await ada.Page.GotoAsync("/settings/security/");
        await ada.Page.GetByTestId("current-password").FillAsync("not this one");
        await ada.Page.GetByTestId("new-password").FillAsync(NewPassword);
        await ada.Page.GetByTestId("change-password").ClickAsync();
        await Expect(ada.Page.GetByTestId("password-form")).ToContainTextAsync("That is not your password.");
        await ada.Page.GetByTestId("current-password").FillAsync(ChatUser.Password);
        await ada.Page.GetByTestId("change-password").ClickAsync();
        await Expect(ada.Page.GetByTestId("password-form").GetByRole(AriaRole.Status)).ToHaveTextAsync("Your password is changed");

        await Expect(phone.Page.GetByTestId("password")).ToBeVisibleAsync();
        await phone.SignInAsync();
        await Expect(phone.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await phone.SignInAsync(NewPassword);
        await Expect(phone.Page.GetByTestId("new-session")).ToBeVisibleAsync();
        await ada.Page.ReloadAsync();
        await Expect(ada.Page.GetByTestId("current-password")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Two_factor_sign_in_is_set_up_and_asked_for_and_a_recovery_code_works_once()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        var page = ada.Page;
        await page.GotoAsync("/settings/security/");
        await page.GetByTestId("enable-two-factor").ClickAsync();
        await page.GetByTestId("confirm-password").FillAsync(ChatUser.Password);
        await page.GetByTestId("confirm").ClickAsync();
        var secret = (await page.GetByTestId("two-factor-secret").GetAttributeAsync("data-secret"))!;
        await page.GetByTestId("two-factor-code").FillAsync("12");
        await page.GetByTestId("confirm-code").ClickAsync();
        await Expect(page.GetByTestId("two-factor-code")).ToHaveAttributeAsync("aria-invalid", "true");
        await page.GetByTestId("two-factor-code").FillAsync(AuthenticatorApp.CodeOf(secret));
        await page.GetByTestId("confirm-code").ClickAsync();
        await Expect(page.GetByTestId("recovery-codes").GetByRole(AriaRole.Listitem)).ToHaveCountAsync(10);
        var codes = await page.GetByTestId("recovery-codes").GetByRole(AriaRole.Listitem).AllInnerTextsAsync();
        Assert.Equal(10, codes.Distinct().Count());
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByTestId("download-codes").ClickAsync());
        var kept = await File.ReadAllTextAsync(await download.PathAsync());
        Assert.All(codes, code => Assert.Contains(code, kept, StringComparison.Ordinal));
        await page.GetByTestId("codes-kept").ClickAsync();
        await Expect(page.GetByTestId("two-factor-state")).ToHaveTextAsync("On");
        await Expect(page.GetByTestId("two-factor")).ToContainTextAsync("10 recovery codes are left.");

        // A code works once: the next one is that of the half minute to come.
        await page.GotoAsync("/");
        await ada.SignOutAsync();
        await ada.SignInAsync();
        await page.GetByTestId("code").FillAsync("000000");
        await page.GetByTestId("submit").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("That code is not right.");
        await page.GetByTestId("code").FillAsync(AuthenticatorApp.CodeOf(secret, ahead: 1));
        await page.GetByTestId("submit").ClickAsync();
        await Expect(page.GetByTestId("new-session")).ToBeVisibleAsync();

        for (var turn = 1; turn <= 2; turn++)
        {
            await ada.SignOutAsync();
            await ada.SignInAsync();
            await page.GetByTestId("use-recovery-code").ClickAsync();
            await page.GetByTestId("code").FillAsync(codes[0]);
            await page.GetByTestId("submit").ClickAsync();
            if (turn == 1) await Expect(page.GetByTestId("new-session")).ToBeVisibleAsync();
            else await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("That code is not right.");
        }
        await page.GetByTestId("code").FillAsync(codes[1]);
        await page.GetByTestId("submit").ClickAsync();
        await page.GetByTestId("account-menu").ClickAsync();
        await page.GetByTestId("open-settings").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Security" }).ClickAsync();
        await Expect(page.GetByTestId("two-factor")).ToContainTextAsync("8 recovery codes are left.");
        await page.GetByTestId("disable-two-factor").ClickAsync();
        await page.GetByTestId("confirm-password").FillAsync(ChatUser.Password);
        await page.GetByTestId("confirm").ClickAsync();
        await Expect(page.GetByTestId("two-factor-state")).ToHaveTextAsync("Off");
    }

    [Fact]
    public async Task A_passkey_is_added_signs_in_and_is_removed()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        var page = ada.Page;
        await SecurityKey.PlugInAsync(page);
        await page.GotoAsync("/settings/security/");
        await page.GetByTestId("add-passkey").ClickAsync();
        await page.GetByTestId("passkey-name").FillAsync("Blue key");
        await page.GetByTestId("create-passkey").ClickAsync();
        await Expect(page.GetByTestId("passkey")).ToContainTextAsync("Blue key");

        await page.GotoAsync("/");
        await ada.SignOutAsync();
        await page.GotoAsync("/login/?next=%2Fsettings%2Fsecurity%2F");
        // With the button, or from the field for the name: a browser that offers both takes the first.
        await page.GetByTestId("passkey-sign-in").Or(page.GetByTestId("passkey")).First.ClickAsync();
        await Expect(page.GetByTestId("passkey")).ToContainTextAsync("Blue key");
        await page.GetByTestId("remove-passkey").ClickAsync();
        await page.GetByTestId("confirm").ClickAsync();
        await Expect(page.GetByTestId("passkey")).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await Expect(page.GetByTestId("add-passkey")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("passkey")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Another_sign_in_is_listed_and_ended_at_once()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var phone = await ada.OnAnotherDeviceAsync(chromium.Browser);
        await using var tablet = await ada.OnAnotherDeviceAsync(chromium.Browser);
        await ada.Page.GotoAsync("/settings/sign-ins/");
        await Expect(ada.Page.GetByTestId("sign-in")).ToHaveCountAsync(3);
        var current = ada.Page.Locator("[data-testid=sign-in][data-current=true]");
        await Expect(current).ToContainTextAsync("This device");
        await Expect(current.GetByTestId("end-sign-in")).ToHaveCountAsync(0);

        await ada.Page.GetByTestId("end-sign-in").First.ClickAsync();
        await Expect(ada.Page.GetByTestId("sign-in")).ToHaveCountAsync(2);
        await ada.Page.GetByTestId("end-other-sign-ins").ClickAsync();
        await ada.Page.GetByTestId("confirm").ClickAsync();
        await Expect(ada.Page.GetByTestId("sign-in")).ToHaveCountAsync(1);
        await Expect(phone.Page.GetByTestId("password")).ToBeVisibleAsync();
        await Expect(tablet.Page.GetByTestId("password")).ToBeVisibleAsync();
        await ada.Page.ReloadAsync();
        await Expect(ada.Page.GetByTestId("sign-in")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task The_export_is_a_file_and_the_deletion_is_for_good()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        var page = ada.Page;
        await page.GotoAsync("/settings/data/");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByTestId("export").ClickAsync());
        using var file = JsonDocument.Parse(await File.ReadAllTextAsync(await download.PathAsync()));
        Assert.Contains(ada.Username, file.RootElement.GetRawText(), StringComparison.Ordinal);

        await page.GetByTestId("delete-account").ClickAsync();
        var confirm = page.GetByTestId("confirm-delete-account");
        await page.GetByTestId("delete-name").FillAsync("somebody");
        await page.GetByTestId("delete-password").FillAsync("not this one");
        await Expect(confirm).ToBeDisabledAsync();
        await page.GetByTestId("delete-name").FillAsync(ada.Username);
        await confirm.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("That is not your password.");
        await page.GetByTestId("delete-password").FillAsync(ChatUser.Password);
        await confirm.ClickAsync();
        await Expect(page).ToHaveURLAsync(LoginPage());
        await ada.SignInAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_forgotten_password_is_asked_for_alike_whoever_asks_and_a_worn_link_says_so()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        var page = ada.Page;
        foreach (var login in (string[])[ada.Username, "nobody-at-all"])
        {
            await page.GotoAsync("/forgot/");
            await page.GetByTestId("login").FillAsync(login);
            await page.GetByTestId("submit").ClickAsync();
            await Expect(page.GetByTestId("forgot-sent")).ToContainTextAsync($"If {login} has an account");
        }
        await page.GotoAsync("/reset/no-such-token/");
        await page.GetByTestId("password").FillAsync(NewPassword);
        await page.GetByTestId("submit").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This link does not work any more");
    }

    [GeneratedRegex("/login/")]
    private static partial Regex LoginPage();
}
