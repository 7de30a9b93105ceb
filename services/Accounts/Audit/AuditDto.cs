namespace Chat.Accounts.Audit;

/// <summary>An entry of the audit log in the REST contract.</summary>
sealed record AuditDto(long Id, DateTime At, AuditActorDto Actor, string Act, AuditTargetDto Target, string Reason, string Address);

/// <summary>Who acted; the id is 0 for the configuration.</summary>
sealed record AuditActorDto(long Id, string Username);

/// <summary>On what.</summary>
sealed record AuditTargetDto(string Kind, long Id, string Name);
