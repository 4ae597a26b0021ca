using System.CommandLine;
using Analytics.Api;
using Analytics.Cli;
using Analytics.Contracts.Files;

namespace Analytics.Host.Commands.Cameras;

/// <summary>The API that a command asks, and how the command answers.</summary>
/// <param name="Address">The API.</param>
/// <param name="Output">Lines or JSON.</param>
internal sealed record ApiTarget(ApiAddress Address, OutputFormat Output)
{
    private static readonly Option<Uri?> Api = new("--api")
    {
        HelpName = "URL",
        Description = "The API of a node, by default Api:Url.",
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
            {
                return uri;
            }

            result.AddError($"--api {result.Tokens[0].Value}: write an http:// or https:// address, for example http://node-1:7440.");
            return null;
        },
    };

    private static readonly Option<string?> Token = new("--token-file")
    {
        HelpName = "FILE",
        Description = "File with the token of the API, by default the variable ANALYTICS_API_TOKEN, else api.token in the data folder.",
    };

    // Not the option of those who work in the folder: who asks an API changes nothing there.
    private static readonly Option<string> Data = new("--data")
    {
        HelpName = "DIR",
        Description = "Data folder of a node on this machine, which holds the token of its API.",
        DefaultValueFactory = _ => DataFolder.Default,
    };

    /// <summary>Adds the options that say so to a command.</summary>
    public static Command AddTo(Command command)
    {
        command.Add(Api);
        command.Add(Token);
        command.Add(Data);
        command.Add(CommonOptions.Output);
        return command;
    }

    /// <summary>What a command line says.</summary>
    public static ApiTarget Of(ParseResult parsed) => new(
        new(parsed.GetValue(Api), parsed.GetValue(Token), parsed.GetRequiredValue(Data)), parsed.GetValue(CommonOptions.Output));
}
