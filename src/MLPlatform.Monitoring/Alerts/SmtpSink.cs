using System.Net;
using System.Net.Mail;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Monitoring.Alerts;

/// <param name="Secure">Ask for STARTTLS.</param>
/// <param name="User">Null for a server that asks for none.</param>
public sealed record MailServer(string Host, int Port, bool Secure = false, string? User = null, string? Password = null);

/// <summary>Mails each alert.</summary>
public sealed class SmtpSink(MailServer server, string from, string to) : IAlertSink
{
    public string Name => $"mail to {to}";

    public async Task SendAsync(Alert alert, CancellationToken cancel)
    {
        try
        {
            using var client = new SmtpClient(server.Host, server.Port) { EnableSsl = server.Secure, Timeout = 30_000 };
            if (server.User is not null)
                client.Credentials = new NetworkCredential(server.User, server.Password);
            using var message = new MailMessage(from, to, alert.Title, alert.Detail);
            await client.SendMailAsync(message, cancel);
        }
        catch (Exception failure) when (failure is SmtpException or FormatException or InvalidOperationException)
        {
            throw new PlatformException(EndpointErrors.AlertNotSent, $"The mail server `{server.Host}:{server.Port}` did not take the alert for `{to}`: {failure.Message}", "Check the server and both addresses.", failure);
        }
    }
}
