using Chat.Contracts.Administration;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.ServiceDefaults.Administration;

/// <summary>Who acts, when and from where: a parameter of endpoints whose acts are audited.</summary>
public sealed record Actor(long Id, string Username, string Address, DateTime At)
{
    /// <summary>Reads it from the request.</summary>
    public static ValueTask<Actor?> BindAsync(HttpContext http)
    {
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        return ValueTask.FromResult<Actor?>(new Actor(http.User.UserIdOf(), http.User.UsernameOf(), http.AddressOf(), now));
    }

    /// <summary>The entry of the audit log for an act of theirs.</summary>
    public AdministrativeAct Did(string act, string targetKind, long targetId, string targetName, string reason) =>
        new(Guid.CreateVersion7(), At, Id, Username, act, targetKind, targetId, targetName, reason, Address);
}
