using Chat.Accounts.Notifications;
using Chat.Contracts.Messages;

namespace Chat.Accounts.Tests;

public sealed class NoticeMailTests
{
    static readonly MessageSender Bob = new(2, "bob", "Bob");
    static readonly MessageSender Eve = new(3, "eve", "Eve");
    static readonly DateTime At = new(2026, 3, 1, 23, 5, 0, DateTimeKind.Utc);

    [Fact]
    public void It_tells_who_where_when_what_and_how_to_stop_it()
    {
        var (subject, text) = For("en", "Asia/Kathmandu", Session(7, "Team", 8, Message(Bob, "one"), Message(Eve, "two")));
        Assert.Equal("8 messages for you", subject);
        Assert.Equal(
            """
            Hello ada,

            these messages are meant for you, and you have not read them yet:

            Team
            https://chat.example.org/room/7/

              … and 6 before

              Bob, 2 Mar 2026, 04:50
                one

              Eve, 2 Mar 2026, 04:50
                two

            --
            If you do not want such mails, switch them off in your settings:
            https://chat.example.org/settings/notifications/

            """, text, ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData("de-AT", "Eine Nachricht von Bob", "01.03.2026, 23:05 UTC", "schalte sie in deinen Einstellungen ab")]
    [InlineData("zh", "Bob 给你发来一条消息", "2026年3月1日 23:05 UTC", "可以在设置中关闭")]
    [InlineData("tlh", "A message from Bob", "1 Mar 2026, 23:05 UTC", "switch them off")]
    public void It_is_written_in_the_language_of_the_account_or_in_English(string language, string subject, string time, string ending)
    {
        var mail = For(language, "", Session(7, "Team", 1, Message(Bob, "one")));
        Assert.Equal(subject, mail.Subject);
        Assert.Contains(time, mail.Text, StringComparison.Ordinal);
        Assert.Contains(ending, mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_subject_names_a_sender_only_if_all_is_theirs()
    {
        Assert.Equal("2 messages from Bob", For("en", "", Session(7, "Team", 1, Message(Bob, "a")), Session(8, "Other", 1, Message(Bob, "b"))).Subject);
        Assert.Equal("9 messages from Bob", For("en", "", Session(7, "", 9, Message(Bob, "a")) with { IsDirect = true }).Subject);
        Assert.Equal("9 messages for you", For("en", "", Session(7, "Team", 9, Message(Bob, "a"))).Subject);
        Assert.Equal("2 messages for you", For("en", "", Session(7, "Team", 2, Message(Bob, "a"), Message(Eve, "b"))).Subject);
    }

    [Fact]
    public void Names_and_texts_are_nothing_but_that()
    {
        var sender = Bob with { DisplayName = "{count}\r\nBcc: eve@example.org" };
        var (subject, text) = For("en", "", Session(7, "{settings}\nTeam", 1, Message(sender, "{username}\r\n\r\n--\u2028end")));
        Assert.Equal("A message from {count} Bcc: eve@example.org", subject);
        Assert.Contains("\n{settings} Team\n", text, StringComparison.Ordinal);
        Assert.Contains("\n    {username} -- end\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_texts_it_still_tells_who_and_where()
    {
        var (_, text) = For("en", "", Session(7, "Team", 1, Message(Bob, "")));
        Assert.Contains("  Bob, 1 Mar 2026, 23:05 UTC\n\n", text, StringComparison.Ordinal);
    }

    static (string Subject, string Text) For(string language, string timeZone, params MissedSession[] missed) =>
        NoticeMail.For(("ada", language, timeZone), missed, path => $"https://chat.example.org{path}");

    static MissedSession Session(long id, string name, int count, params MissedMessage[] latest) => new(id, name, false, count, latest);

    static MissedMessage Message(MessageSender sender, string excerpt) => new(sender, excerpt, At);
}
