"""Numeric replies: their names, and the sentences that end them.

source: "Modern IRC Client Protocol", Numerics; IRCv3 monitor, setname, whox, bot-mode, sasl.
"""

from messenger.errors import Refused

RPL_WELCOME = "001"
RPL_YOURHOST = "002"
RPL_CREATED = "003"
RPL_MYINFO = "004"
RPL_ISUPPORT = "005"
RPL_UMODEIS = "221"
RPL_LUSERCLIENT = "251"
RPL_LUSEROP = "252"
RPL_LUSERUNKNOWN = "253"
RPL_LUSERCHANNELS = "254"
RPL_LUSERME = "255"
RPL_ADMINME = "256"
RPL_ADMINLOC1 = "257"
RPL_ADMINLOC2 = "258"
RPL_ADMINEMAIL = "259"
RPL_LOCALUSERS = "265"
RPL_GLOBALUSERS = "266"
RPL_AWAY = "301"
RPL_USERHOST = "302"
RPL_ISON = "303"
RPL_UNAWAY = "305"
RPL_NOWAWAY = "306"
RPL_WHOISUSER = "311"
RPL_WHOISSERVER = "312"
RPL_WHOISOPERATOR = "313"
RPL_WHOWASUSER = "314"
RPL_ENDOFWHO = "315"
RPL_WHOISIDLE = "317"
RPL_ENDOFWHOIS = "318"
RPL_WHOISCHANNELS = "319"
RPL_LISTSTART = "321"
RPL_LIST = "322"
RPL_LISTEND = "323"
RPL_CHANNELMODEIS = "324"
RPL_CREATIONTIME = "329"
RPL_WHOISACCOUNT = "330"
RPL_NOTOPIC = "331"
RPL_TOPIC = "332"
RPL_TOPICWHOTIME = "333"
RPL_WHOISBOT = "335"
RPL_INVITELIST = "336"
RPL_ENDOFINVITELIST = "337"
RPL_WHOISACTUALLY = "338"
RPL_INVITING = "341"
RPL_INVEXLIST = "346"
RPL_ENDOFINVEXLIST = "347"
RPL_EXCEPTLIST = "348"
RPL_ENDOFEXCEPTLIST = "349"
RPL_VERSION = "351"
RPL_WHOREPLY = "352"
RPL_NAMREPLY = "353"
RPL_WHOSPCRPL = "354"
RPL_LINKS = "364"
RPL_ENDOFLINKS = "365"
RPL_ENDOFNAMES = "366"
RPL_BANLIST = "367"
RPL_ENDOFBANLIST = "368"
RPL_ENDOFWHOWAS = "369"
RPL_INFO = "371"
RPL_MOTD = "372"
RPL_ENDOFINFO = "374"
RPL_MOTDSTART = "375"
RPL_ENDOFMOTD = "376"
RPL_WHOISHOST = "378"
RPL_WHOISMODES = "379"
RPL_YOUREOPER = "381"
RPL_TIME = "391"
ERR_UNKNOWNERROR = "400"
ERR_NOSUCHNICK = "401"
ERR_NOSUCHSERVER = "402"
ERR_NOSUCHCHANNEL = "403"
ERR_CANNOTSENDTOCHAN = "404"
ERR_TOOMANYCHANNELS = "405"
ERR_WASNOSUCHNICK = "406"
ERR_TOOMANYTARGETS = "407"
ERR_NOORIGIN = "409"
ERR_INVALIDCAPCMD = "410"
ERR_NORECIPIENT = "411"
ERR_NOTEXTTOSEND = "412"
ERR_INPUTTOOLONG = "417"
ERR_UNKNOWNCOMMAND = "421"
ERR_NOMOTD = "422"
ERR_NONICKNAMEGIVEN = "431"
ERR_ERRONEUSNICKNAME = "432"
ERR_NICKNAMEINUSE = "433"
ERR_NONICKCHANGE = "447"
ERR_USERNOTINCHANNEL = "441"
ERR_NOTONCHANNEL = "442"
ERR_USERONCHANNEL = "443"
ERR_NOTREGISTERED = "451"
ERR_NEEDMOREPARAMS = "461"
ERR_ALREADYREGISTERED = "462"
ERR_PASSWDMISMATCH = "464"
ERR_YOUREBANNEDCREEP = "465"
ERR_LINKCHANNEL = "470"
ERR_CHANNELISFULL = "471"
ERR_UNKNOWNMODE = "472"
ERR_INVITEONLYCHAN = "473"
ERR_BANNEDFROMCHAN = "474"
ERR_BADCHANNELKEY = "475"
ERR_BADCHANMASK = "476"
ERR_NEEDREGGEDNICK = "477"
ERR_BANLISTFULL = "478"
ERR_THROTTLE = "480"
ERR_NOPRIVILEGES = "481"
ERR_CHANOPRIVSNEEDED = "482"
ERR_UMODEUNKNOWNFLAG = "501"
ERR_USERSDONTMATCH = "502"
ERR_HELPNOTFOUND = "524"
ERR_CANNOTSENDTOUSER = "531"  # source: InspIRCd, UnrealIRCd
ERR_INVALIDKEY = "525"
RPL_WHOISSECURE = "671"
ERR_INVALIDMODEPARAM = "696"
RPL_HELPSTART = "704"
RPL_HELPTXT = "705"
RPL_ENDOFHELP = "706"
RPL_MONONLINE = "730"
RPL_MONOFFLINE = "731"
RPL_MONLIST = "732"
RPL_ENDOFMONLIST = "733"
ERR_MONLISTFULL = "734"
RPL_LOGGEDIN = "900"
RPL_LOGGEDOUT = "901"
RPL_SASLSUCCESS = "903"
ERR_SASLFAIL = "904"
ERR_SASLTOOLONG = "905"
ERR_SASLABORTED = "906"
RPL_SASLMECHS = "908"
RPL_WHOISKEYVALUE = "760"
RPL_KEYVALUE = "761"
RPL_KEYNOTSET = "766"
RPL_METADATASUBOK = "770"
RPL_METADATAUNSUBOK = "771"
RPL_METADATASUBS = "772"
RPL_METADATASYNCLATER = "774"

# The sentence that ends a numeric wherever we send it; numerics with words of their own
# (a topic, a list of names) are not here.
TEXTS = {
    RPL_LUSEROP: "operator(s) online",
    RPL_LUSERUNKNOWN: "connection(s) not logged in yet",
    RPL_LUSERCHANNELS: "room(s) open",
    RPL_UNAWAY: "You are no longer marked as being away",
    RPL_NOWAWAY: "You have been marked as being away",
    RPL_WHOISOPERATOR: "looks after this relay",
    RPL_ENDOFWHO: "End of WHO list",
    RPL_WHOISIDLE: "seconds idle, signon time",
    RPL_ENDOFWHOIS: "End of WHOIS list",
    RPL_LISTSTART: "Users  Name",
    RPL_LISTEND: "End of LIST",
    RPL_WHOISACCOUNT: "is logged in as",
    RPL_NOTOPIC: "No topic is set",
    RPL_WHOISBOT: "is a bot",
    RPL_ENDOFINVITELIST: "End of invite list",
    RPL_WHOISACTUALLY: "is connecting from this address",
    RPL_ENDOFINVEXLIST: "End of list of those who need no invitation",
    RPL_ENDOFEXCEPTLIST: "End of list of those whom no ban touches",
    RPL_ENDOFLINKS: "End of LINKS list",
    RPL_ENDOFNAMES: "End of NAMES list",
    RPL_ENDOFBANLIST: "End of ban list",
    RPL_ENDOFWHOWAS: "End of WHOWAS",
    RPL_ENDOFINFO: "End of INFO list",
    RPL_ENDOFMOTD: "End of MOTD command",
    RPL_YOUREOPER: "You look after this relay now",
    ERR_NOSUCHNICK: "No such nick",
    ERR_NOSUCHSERVER: "No such server",
    ERR_NOSUCHCHANNEL: "No such room",
    ERR_CANNOTSENDTOCHAN: "You can't send to this room",
    ERR_TOOMANYCHANNELS: "You are in too many rooms",
    ERR_WASNOSUCHNICK: "Nobody had that nick",
    ERR_TOOMANYTARGETS: "Too many targets",
    ERR_NOORIGIN: "No origin specified",
    ERR_INVALIDCAPCMD: "Invalid CAP command",
    ERR_NORECIPIENT: "No recipient given",
    ERR_NOTEXTTOSEND: "No text to send",
    ERR_INPUTTOOLONG: "The line was too long",
    ERR_UNKNOWNCOMMAND: "Unknown command",
    ERR_NOMOTD: "There is no message of the day",
    ERR_NONICKNAMEGIVEN: "No nickname given",
    ERR_ERRONEUSNICKNAME: "This name can't be used here",
    ERR_NICKNAMEINUSE: "Somebody has this name already",
    ERR_USERNOTINCHANNEL: "They aren't in that room",
    ERR_NOTONCHANNEL: "You are not in this room",
    ERR_USERONCHANNEL: "is in that room already",
    ERR_NOTREGISTERED: "You have not logged in yet",
    ERR_NEEDMOREPARAMS: "Not enough parameters",
    ERR_ALREADYREGISTERED: "You have logged in already",
    ERR_PASSWDMISMATCH: "The password is wrong",
    ERR_LINKCHANNEL: "This room has another name now",
    ERR_CHANNELISFULL: "The room is full (+l)",
    ERR_UNKNOWNMODE: "is not a mode known here",
    ERR_INVITEONLYCHAN: "This room needs an invitation (+i)",
    ERR_BANNEDFROMCHAN: "You are banned from this room (+b)",
    ERR_BADCHANNELKEY: "The key of this room is another (+k)",
    ERR_BADCHANMASK: "This can't be the name of a room",
    ERR_BANLISTFULL: "The list is full",
    ERR_THROTTLE: "Too many people come in at once: try again in a moment (+j)",
    ERR_NOPRIVILEGES: "Only those who look after the relay may do this",
    ERR_CHANOPRIVSNEEDED: "You are not an operator of this room",
    ERR_UMODEUNKNOWNFLAG: "Unknown mode",
    ERR_USERSDONTMATCH: "You can't see or change the modes of others",
    ERR_INVALIDKEY: "This can't be a key",
    RPL_WHOISSECURE: "is using a secure connection",
    RPL_ENDOFHELP: "End of help",
    RPL_ENDOFMONLIST: "End of MONITOR list",
    ERR_MONLISTFULL: "Your MONITOR list is full",
    RPL_SASLSUCCESS: "You are logged in now",
    ERR_SASLFAIL: "Name or password is wrong",
    ERR_SASLTOOLONG: "A piece of SASL holds 400 bytes at most",
    ERR_SASLABORTED: "The login was broken off",
    RPL_SASLMECHS: "are the ways to log in",
}


def refusal(code: str, *context: str) -> Refused:
    """A refusal with the sentence of its numeric, ready to be raised."""
    return Refused(code, *context, TEXTS[code])
