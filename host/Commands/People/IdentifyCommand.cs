using System.CommandLine;
using Analytics.Cli;

namespace Analytics.Host.Commands.People;

/// <summary><c>analytics identify IMAGE...</c>: whom the faces of pictures look like.</summary>
public static class IdentifyCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var images = new Argument<string[]>("IMAGE") { Description = "JPEG, PNG or WebP.", Arity = ArgumentArity.OneOrMore };
        var top = new Option<int>("--top")
        { HelpName = "N", Description = "Most people to list for each face.", DefaultValueFactory = _ => 5 };
        top.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !(int.TryParse(text, out var number) && number is >= 1 and <= 1000))
            {
                result.AddError($"--top {text}: it must be 1 to 1000.");
            }
        });
        var list = new Option<string?>("--watchlist") { HelpName = "LIST", Description = "Compares with the people on this list only." };
        return new Command("identify", "Lists the most similar people for each face in one or more pictures.")
            {
                images, top, list, CommonOptions.Data, CommonOptions.Pack, CommonOptions.Output,
            }
            .WithExamples(
                "analytics identify group.jpg --top 3", "analytics identify door/*.jpg --output json",
                "analytics identify door.png --watchlist banned --output json")
            .Runs(
                parsed => new IdentifyRequest(
                    GallerySettings.Of(parsed), parsed.GetRequiredValue(images), parsed.GetValue(top), parsed.GetValue(list)),
                IdentifyHandler.RunAsync);
    }
}
