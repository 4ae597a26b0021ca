using System.CommandLine;
using Analytics.Cli;

namespace Analytics.Host.Commands.People;

/// <summary><c>analytics enrol</c>: photos of people.</summary>
public static class EnrolCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "DIR/NAME.jpg or DIR/NAME/*.jpg; JPEG, PNG or WebP." };
        return new Command("enrol", "Checks photos before they are enrolled.")
        {
            new Command("check", "Checks each photo of a folder and reports why a photo is rejected.") { folder, CommonOptions.Pack }
                .WithExamples("analytics enrol check people/")
                .Runs(parsed => new EnrolCheckRequest(parsed.GetRequiredValue(folder), parsed.GetValue(CommonOptions.Pack)),
                    EnrolCheck.RunAsync),
        }.WithExamples("analytics enrol check people/");
    }
}
