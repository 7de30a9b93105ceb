using System.Buffers.Text;
using Chat.ServiceDefaults.Authentication;

namespace Chat.Accounts.SignIns;

/// <summary>The sign-in cookie on answers. The browser's side of the connection is known from what the gateway forwards.</summary>
static class CookieWriting
{
    public static void SetSignInCookie(this HttpContext http, byte[] secret) =>
        http.Response.Cookies.Append(NameOf(http), Base64Url.EncodeToString(secret), SignInCookie.OptionsFor(IsHttps(http)));

    public static void ClearSignInCookie(this HttpContext http) => http.Response.Cookies.Delete(NameOf(http), SignInCookie.OptionsFor(IsHttps(http)));

    static string NameOf(HttpContext http) => SignInCookie.NameFor(IsHttps(http));

    static bool IsHttps(HttpContext http) =>
        http.Request.IsHttps || string.Equals(http.Request.Headers["X-Forwarded-Proto"], "https", StringComparison.OrdinalIgnoreCase);
}
