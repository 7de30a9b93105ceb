namespace Chat.Testing;

/// <summary>What would do harm in SQL, HTML, JavaScript, templates, shells or logs, were it anything but text.</summary>
public static class Harmful
{
    public static readonly IReadOnlyList<string> Texts =
    [
        "'; DROP TABLE messages; --",
        "\" OR 1=1 --",
        "1); DELETE FROM sessions; SELECT (1",
        "$1 $$ {0} %s %n \\' \\\\ \\x00",
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "javascript:alert(1)",
        "{{7*7}} ${7*7} <%= 7*7 %>",
        "&lt;b&gt; &amp; &#x27;",
        "$(touch /tmp/x) `id` | cat ; ../../etc/passwd",
        "line one\nline two\r\nSet-Cookie: a=b",
        "\u202Eright to left\u202C and zero\u200Bwidth",
    ];
}
