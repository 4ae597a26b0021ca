using System.CommandLine;
using Analytics.Host.Enrol;

namespace Analytics.Host.Commands;

/// <summary><c>analytics enrol</c>: photos of people.</summary>
public static class EnrolCommand
{
    /// <summary>The command; <paramref name="check"/> reports on a folder of photos.</summary>
    public static Command Create(CommandHandler<EnrolCheckSettings> check)
    {
        var folder = new Argument<string>("DIR") { Description = "DIR/NAME.jpg or DIR/NAME/*.jpg; JPEG, PNG or WebP." };
        return new Command("enrol", "Looks after the photos of people.")
        {
            new Command("check", "Reports each photo of a folder: accepted, or why not.") { folder, CommonOptions.Pack }
                .WithExamples("analytics enrol check people/")
                .Runs(parsed => new EnrolCheckSettings(parsed.GetRequiredValue(folder), parsed.GetValue(CommonOptions.Pack)), check),
        }.WithExamples("analytics enrol check people/");
    }
}
