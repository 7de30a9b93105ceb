using Chat.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Http;

namespace Chat.UnitTests;

public sealed class SignInCookieTests
{
    [Theory]
    [InlineData(true, "__Host-chat")]
    [InlineData(false, "chat")]
    public void On_https_the_cookie_belongs_to_this_host_alone_and_never_travels_in_the_clear(bool https, string name)
    {
        var options = SignInCookie.OptionsFor(https);
        Assert.Equal(name, SignInCookie.NameFor(https));
        // The prefix asks for Secure, Path=/ and no Domain (RFC 6265bis, 4.1.3.2).
        Assert.Equal((https, "/", (string?)null), (options.Secure, options.Path, options.Domain));
        Assert.Equal((true, SameSiteMode.Lax), (options.HttpOnly, options.SameSite));
    }
}
